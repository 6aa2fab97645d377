namespace Larder.Offline.Delta;

/// <summary>Data files that take the place of all those of some partitions in one commit. Other partitions, and earlier versions, keep theirs.</summary>
/// <param name="Append">The new files, all of these partitions, and the transaction.</param>
/// <param name="Partitions">The partitions, each by the value of every partition column in the protocol's text form.</param>
internal sealed record DeltaOverwrite(DeltaAppend Append, IReadOnlyList<IReadOnlyDictionary<string, string?>> Partitions)
{
    /// <summary>Whether a file belongs to one of the partitions.</summary>
    public bool Covers(DeltaFile file) => Covers(file.PartitionValues);

    /// <summary>Whether partition values are those of one of the partitions.</summary>
    public bool Covers(IReadOnlyDictionary<string, string?> values) => Partitions.Any(partition => partition.All(wanted =>
        values.TryGetValue(wanted.Key, out var value) && (value ?? "") == (wanted.Value ?? "")));
}

/// <summary>Data files to remove in one commit, and their rows with them. Earlier versions keep them.</summary>
/// <param name="Transaction">The transaction and the user metadata; it adds no files.</param>
/// <param name="Paths">The files, relative to the table's folder.</param>
internal sealed record DeltaRemoval(DeltaAppend Transaction, IReadOnlyList<string> Paths)
{
    /// <summary>Why these files, for the history; default nothing.</summary>
    public string? Predicate { get; init; }
}
