using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>A data file in the log; the same file with another deletion vector is another logical file.</summary>
internal readonly record struct LogFile(string Path, string? DeletionVector);

/// <summary>The table's metadata as a commit states it, its schema not yet read.</summary>
internal sealed record LogMetadata(
    string Id,
    string? SchemaString,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyDictionary<string, string?> Configuration,
    long Version,
    int Line);

/// <summary>The actions of one commit file.</summary>
internal sealed class LogCommit
{
    public required long Version { get; init; }

    public DeltaProtocol? Protocol { get; set; }

    public LogMetadata? Metadata { get; set; }

    /// <summary>Adds (with the file) and removes (without), in the order of their lines: the last word on a file counts.</summary>
    public List<(LogFile Key, DeltaFile? Added)> Files { get; } = [];

    public List<(string AppId, long Version, Instant? LastUpdated)> Transactions { get; } = [];

    public string? UserMetadata { get; set; }

    public Instant? Timestamp { get; set; }

    /// <summary>The files Larder said it added, when Larder wrote the commit: a file cut off at a line's end is noticed by it.</summary>
    public long? PromisedFiles { get; set; }
}
