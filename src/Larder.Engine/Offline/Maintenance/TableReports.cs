using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline.Maintenance;

/// <summary>One version of a table.</summary>
/// <param name="Version">The version, from 0.</param>
/// <param name="Time">When it was committed, in milliseconds; later versions are later.</param>
/// <param name="Operation">What was done, for example <c>WRITE</c>; null when its writer did not say.</param>
/// <param name="Parameters">How.</param>
/// <param name="Metrics">How much.</param>
/// <param name="Engine">Who wrote it; null when its writer did not say.</param>
/// <param name="UserMetadata">The text stored with it; null for none.</param>
public sealed record TableVersionEntry(
    long Version,
    Instant Time,
    string? Operation,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Metrics,
    string? Engine,
    string? UserMetadata);

/// <summary>A table after a compaction.</summary>
/// <param name="Table">The table.</param>
/// <param name="Version">The version the compaction made; the newest where nothing was to be done.</param>
/// <param name="FilesBefore">The small files written anew; 0 where nothing was to be done.</param>
/// <param name="FilesAfter">The files they became.</param>
/// <param name="Rows">Rows in them.</param>
public sealed record CompactionReport(string Table, long Version, int FilesBefore, int FilesAfter, long Rows)
{
    internal static CompactionReport Of(string table, DeltaCompaction done) => new(table, done.Version, done.From.Count, done.To.Count, done.To.Sum(file => file.Rows));
}

/// <summary>What a vacuum of one table deleted or, in a dry run, would delete.</summary>
/// <param name="Table">The table.</param>
/// <param name="Retention">How long files stay.</param>
/// <param name="Files">The files, relative to the table's folder, with <c>/</c> between folders.</param>
/// <param name="Bytes">Bytes in them.</param>
/// <param name="LogFiles">The names of commits and checkpoints that are older than the table keeps them.</param>
/// <param name="Pinned">Versions that stay as they are, because training sets or the online store were made of them.</param>
/// <param name="Lost">Such versions that the log does not have any more.</param>
public sealed record VacuumReport(
    string Table, TimeSpan Retention, IReadOnlyList<string> Files, long Bytes, IReadOnlyList<string> LogFiles, IReadOnlyList<long> Pinned, IReadOnlyList<long> Lost);
