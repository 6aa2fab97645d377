using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>The changes that Larder makes to tables.</summary>
internal static class DeltaChanges
{
    /// <summary>Files are added; nothing is looked at.</summary>
    public static DeltaChange Append(DeltaAppend append) => Of(append) with { Noun = "append", Parameters = before => Mode("Append", before) };

    /// <summary>Files take the place of all others.</summary>
    public static DeltaChange Replace(DeltaReplacement replacement) => Of(replacement.Append) with
    {
        Noun = "replacement",
        Parameters = before => Mode("Overwrite", before),
        Removes = before => before.Files,
        Reads = _ => true,
        Schema = replacement.Schema,
        Of = replacement.Of,
    };

    /// <summary>Files take the place of all those of some partitions.</summary>
    public static DeltaChange Overwrite(DeltaOverwrite overwrite) => Of(overwrite.Append) with
    {
        Noun = "overwrite",
        Parameters = before => [.. Mode("Overwrite", before), ("predicate", CommitWriter.Array(overwrite.Partitions.Select(Predicate)))],
        Removes = before => [.. before.Files.Where(overwrite.Covers)],
        Reads = overwrite.Covers,
    };

    /// <summary>Files go, and their rows with them.</summary>
    /// <param name="table">The table's folder.</param>
    /// <param name="removal">The files.</param>
    public static DeltaChange Remove(string table, DeltaRemoval removal) => Of(removal.Transaction) with
    {
        Noun = "removal",
        Operation = "DELETE",
        Parameters = _ => [("predicate", CommitWriter.Array(removal.Predicate is { } predicate ? [predicate] : []))],
        Removes = before => [.. removal.Paths.Distinct(StringComparer.Ordinal).Select(path => before.Files.FirstOrDefault(file => file.Path == path) ?? throw new NotFoundException(
            $"File '{path}' is not in version {before.Version} of the Delta table '{table}', so it cannot be removed. List the files of that version again."))],
    };

    /// <summary>Files are written anew as fewer; the rows stay.</summary>
    public static DeltaChange Compact(IReadOnlyList<DeltaFile> from, IReadOnlyList<DeltaNewFile> to, long targetSize) => new()
    {
        Noun = "compaction",
        Operation = "OPTIMIZE",
        Parameters = _ => [("predicate", "[]"), ("targetSize", targetSize.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        Files = to,
        Removes = _ => from,
        DataChange = false,
    };

    /// <summary>Files are written anew with other columns; the rows stay.</summary>
    /// <param name="before">The version.</param>
    /// <param name="to">Its files, written anew; none where only the order of columns differs.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="what">What changed, for the history.</param>
    public static DeltaChange Evolve(DeltaSnapshot before, IReadOnlyList<DeltaNewFile> to, DeltaSchema columns, string what) => new()
    {
        Noun = "change of columns",
        Operation = "CHANGE COLUMN",
        Parameters = _ => [("columns", what)],
        Files = to,
        Removes = _ => to.Count == 0 ? [] : before.Files,
        DataChange = false,
        Schema = columns,
        Of = before.Version,
    };

    /// <summary>Files are written anew without some of their rows.</summary>
    /// <param name="before">The version.</param>
    /// <param name="from">The files with such rows.</param>
    /// <param name="to">What is left of them; less files where nothing is left of some.</param>
    /// <param name="why">What the history says.</param>
    public static DeltaChange Erase(DeltaSnapshot before, IReadOnlyList<DeltaFile> from, IReadOnlyList<DeltaNewFile> to, string why) => new()
    {
        Noun = "erasure",
        Operation = "DELETE",
        Parameters = _ => [("predicate", CommitWriter.Array([why]))],
        Files = to,
        Removes = _ => from,
        Of = before.Version,
    };

    private static DeltaChange Of(DeltaAppend append) => new()
    {
        Noun = "",
        Operation = "WRITE",
        Parameters = _ => [],
        Transaction = new(append.AppId, append.TransactionVersion),
        UserMetadata = append.UserMetadata,
        Files = append.Files,
    };

    private static IReadOnlyList<(string Name, string Value)> Mode(string mode, DeltaSnapshot before) => [("mode", mode), ("partitionBy", CommitWriter.Array(before.PartitionColumns))];

    private static string Predicate(IReadOnlyDictionary<string, string?> partition) => string.Join(" AND ", partition.OrderBy(value => value.Key, StringComparer.Ordinal)
        .Select(value => string.IsNullOrEmpty(value.Value) ? $"({value.Key} IS NULL)" : $"({value.Key} = '{value.Value.Replace("'", "''", StringComparison.Ordinal)}')"));
}
