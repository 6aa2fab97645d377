using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>A data file in the log; the same file with another deletion vector is another logical file.</summary>
internal readonly record struct LogFile(string Path, string? DeletionVector);

/// <summary>The last word of a commit on a file: added, or removed.</summary>
/// <param name="Key">The file.</param>
/// <param name="Added">The file as it was added; null when it was removed.</param>
/// <param name="Removed">What the removal says; null when it was added.</param>
/// <param name="DataChange">Whether rows come or go with it; false where a file is only written anew.</param>
internal sealed record LogFileAction(LogFile Key, DeltaFile? Added, LogTombstone? Removed, bool DataChange);

/// <summary>A removed file, remembered so that it is not deleted before readers of earlier versions are done.</summary>
/// <param name="Key">The file.</param>
/// <param name="DeletedAt">When it was removed, in milliseconds; null when its writer did not say.</param>
/// <param name="PartitionValues">The file's partition values; null when its writer did not say.</param>
/// <param name="Size">Bytes; null when its writer did not say.</param>
internal sealed record LogTombstone(LogFile Key, Instant? DeletedAt, IReadOnlyDictionary<string, string?>? PartitionValues, long? Size);

/// <summary>A transaction as the log states it.</summary>
/// <param name="AppId">The application.</param>
/// <param name="Version">The application's own version.</param>
/// <param name="LastUpdated">When it was committed; null when its writer did not say.</param>
/// <param name="CommittedIn">In a checkpoint of Larder's, the table version that carries it; null elsewhere.</param>
/// <param name="UserMetadata">In a checkpoint of Larder's, the text stored with that version; null elsewhere.</param>
internal sealed record LogTransaction(string AppId, long Version, Instant? LastUpdated, long? CommittedIn = null, string? UserMetadata = null);

/// <summary>The table's metadata as the log states it, its schema not yet read.</summary>
internal sealed record LogMetadata(
    string Id,
    string? Name,
    string? Description,
    string Provider,
    IReadOnlyDictionary<string, string?> FormatOptions,
    string? SchemaString,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyDictionary<string, string?> Configuration,
    Instant? CreatedTime,
    LogPlace Place,
    int Line);

/// <summary>The actions of one commit file, or of one checkpoint.</summary>
internal sealed class LogCommit
{
    public required long Version { get; init; }

    public DeltaProtocol? Protocol { get; set; }

    public LogMetadata? Metadata { get; set; }

    /// <summary>Adds and removes in the order of their lines: the last word on a file counts.</summary>
    public List<LogFileAction> Files { get; } = [];

    public List<LogTransaction> Transactions { get; } = [];

    /// <summary>What the commit says of itself; nothing in a checkpoint.</summary>
    public LogCommitInfo Info { get; set; } = LogCommitInfo.None;

    /// <summary>Whether rows are removed, and not only written anew.</summary>
    public bool RemovesRows => Files.Exists(file => file is { Removed: not null, DataChange: true });

    /// <summary>The files that bring rows, in their order.</summary>
    public IEnumerable<DeltaFile> AddedFiles => Files.Where(file => file is { Added: not null, DataChange: true }).Select(file => file.Added!);

    /// <summary>Actions in all; those of unknown kinds are not counted.</summary>
    public int Count => Files.Count + Transactions.Count + (Protocol is null ? 0 : 1) + (Metadata is null ? 0 : 1);
}
