namespace Larder.Sqlite;

/// <summary>How a SQLite file is opened. The defaults suit a laptop and a small server.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long to wait for another process that is writing, before <see cref="Errors.UnavailableException"/>. Default: 10 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a missing file, and its folder, is created by the first write and not by opening; until then it reads as an empty one. A
    /// file that is there is opened and checked at once all the same. Default: false.
    /// </summary>
    public bool CreatesOnWrite { get; init; }

    /// <summary>How much of the file is mapped into memory, in bytes; reads of that part need no system call. Default: 8 GiB. 0 maps nothing.</summary>
    public long MemoryMapBytes { get; init; } = 8L << 30;

    /// <summary>Page cache of each connection, in bytes. Default: 16 MiB; mapped pages do not count.</summary>
    public long CacheBytes { get; init; } = 16L << 20;

    /// <summary>
    /// How many bytes of the online store's rows are kept in memory until the next commit of any process, so that reading them again costs no
    /// system call. Default: 64 MiB. 0 keeps none.
    /// </summary>
    public long RowCacheBytes { get; init; } = 64L << 20;

    /// <summary>Pages of the write-ahead log after which a commit copies it into the file. Default: 4000 (32 MiB).</summary>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>Upper bound of the file in pages of 8 KiB; a write beyond it fails as on a full disk. Default: 0, no bound. For tests.</summary>
    internal int MaxPages { get; init; }
}
