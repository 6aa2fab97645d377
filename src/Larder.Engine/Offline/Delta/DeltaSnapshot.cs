using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>A table as one version shows it. Immutable: later commits do not change it.</summary>
/// <param name="Version">The version, from 0.</param>
/// <param name="Id">The table's id.</param>
/// <param name="Protocol">What the table demands of readers and writers.</param>
/// <param name="Schema">The columns, partition columns included.</param>
/// <param name="PartitionColumns">The columns whose values are in the log and not in the data files; empty when not partitioned.</param>
/// <param name="Configuration">The table's properties.</param>
/// <param name="Files">The data files in the order they were added.</param>
/// <param name="Transactions">The latest transaction of each application, by application id.</param>
/// <param name="CommittedAt">When the version was committed, in milliseconds; null when its writer did not say.</param>
internal sealed record DeltaSnapshot(
    long Version,
    string Id,
    DeltaProtocol Protocol,
    DeltaSchema Schema,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyDictionary<string, string> Configuration,
    IReadOnlyList<DeltaFile> Files,
    IReadOnlyDictionary<string, DeltaTransaction> Transactions,
    Instant? CommittedAt)
{
    /// <summary>The metadata as the log states it, for commits that state it again.</summary>
    public required LogMetadata Metadata { get; init; }

    /// <summary>What was odd about the log and could be made up for, each a sentence: checkpoints that cannot be used. Default nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
