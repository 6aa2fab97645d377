namespace Larder.Offline.Delta;

/// <summary>A data file to add; its size is taken from the disk.</summary>
/// <param name="Path">Where the file is, relative to the table's folder, with <c>/</c> between folders; no name may begin with <c>_</c> or a dot.</param>
/// <param name="Rows">Rows in the file.</param>
internal sealed record DeltaNewFile(string Path, long Rows)
{
    /// <summary>
    /// The value of each partition column in the protocol's text form: numbers in invariant form, <c>true</c>/<c>false</c>, <c>yyyy-MM-dd</c>, UTC
    /// timestamps as <c>yyyy-MM-ddTHH:mm:ss.ffffffZ</c>. Null and the empty text both mean null. Default none, for a table without partitions.
    /// </summary>
    public IReadOnlyDictionary<string, string?> PartitionValues { get; init; } = new Dictionary<string, string?>();

    /// <summary>What is known of the values of columns; default nothing.</summary>
    public IReadOnlyList<DeltaColumnStats> Columns { get; init; } = [];

    /// <summary>What its writer has flushed to the disk; null where that is left to the append.</summary>
    public FileSeal? Seal { get; init; }

    /// <summary>Whatever else the writer says about the file, by name; default nothing.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
