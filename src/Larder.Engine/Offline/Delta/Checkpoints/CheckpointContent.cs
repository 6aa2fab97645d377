namespace Larder.Offline.Delta;

/// <summary>What a checkpoint states: a version as a whole, in the order of its rows.</summary>
/// <param name="Version">The version.</param>
/// <param name="Protocol">What the table demands.</param>
/// <param name="Metadata">The table's metadata.</param>
/// <param name="Transactions">The latest transaction of each application.</param>
/// <param name="Tombstones">Removed files that are not forgotten yet.</param>
/// <param name="Files">Live files in the order they were added.</param>
internal sealed record CheckpointContent(
    long Version,
    DeltaProtocol Protocol,
    LogMetadata Metadata,
    IReadOnlyList<DeltaTransaction> Transactions,
    IReadOnlyList<LogTombstone> Tombstones,
    IReadOnlyList<DeltaFile> Files)
{
    /// <summary>The actions as lines, and where each ends.</summary>
    public (ReadOnlyMemory<byte> Lines, IReadOnlyList<int> Ends) ToLines()
    {
        var lines = new ActionLines();
        var ends = new List<int>(Files.Count + Tombstones.Count + Transactions.Count + 2) { lines.Protocol(Protocol), lines.Metadata(Metadata) };
        ends.AddRange(Transactions.Select(transaction => lines.Transaction(transaction.AppId, transaction.Version, transaction.LastUpdated, json =>
        {
            json.WriteNumber("committedIn", transaction.CommittedIn);
            if (transaction.UserMetadata is { } metadata)
            {
                json.WriteString("userMetadata", metadata);
            }
        })));
        ends.AddRange(Tombstones.Select(file => lines.Remove(file, dataChange: false)));
        ends.AddRange(Files.Select(file => lines.Add(file, dataChange: false, json => ActionLines.Map(json, "tags", FileTags.ForCheckpoint(file)))));
        return (lines.Written, ends);
    }
}
