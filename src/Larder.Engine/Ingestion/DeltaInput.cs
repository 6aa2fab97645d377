using System.Text;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// The files of an external Delta table that an ingest reads:
/// 1. at first all of the newest version; then those that the commits since the version read last, or followed to without rows, brought, whether or not a compaction has replaced them;
/// 2. without those that cannot hold a row late enough, by partition values and statistics.
/// A file is known by the table's id and its path, so that it is stored once however often a run is repeated.
/// </summary>
internal static class DeltaInput
{
    /// <summary>Times of a zone are at most this far from UTC.</summary>
    private static readonly TimeSpan MostOffset = TimeSpan.FromDays(1);

    /// <summary>Reads the table's log.</summary>
    /// <exception cref="LarderException">There is no table, it has a feature that Larder does not read, or rows that were read before have changed.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string path, bool store, CancellationToken cancellationToken)
    {
        var table = DeltaTable.At(path);
        var snapshot = await table.ReadAsync(ct: cancellationToken).ConfigureAwait(false) ?? throw NoTable(source, table.Path);
        var now = new DeltaPosition(table.Path, snapshot.Id, snapshot.Version, HashOf(snapshot.Schema, snapshot.PartitionColumns));
        var earlier = (store ? await IngestLog.ReadAsync(workspace, source, cancellationToken).ConfigureAwait(false) : []).Select(c => c.Delta).OfType<DeltaPosition>().ToArray();
        var read = earlier.Where(p => p.Table == now.Table).MaxBy(p => p.Version);
        if (read is null && earlier.Where(p => p.Folder == now.Folder).MaxBy(p => p.Version) is { } other)
        {
            throw Refused(table, source, now.Version, $"the table was made anew (its id is {now.Table} now and was {other.Table})");
        }

        var reached = read is null ? null : QuietPosition.Furthest(workspace, source, read with { Folder = now.Folder });
        var files = reached is null ? snapshot.Files : Since(table, source, reached, now, cancellationToken);
        var left = source.From is { } from ? FileSkipper.Skip(snapshot, files, [.. Conditions(snapshot, source, from)]) : new(files, 0);
        return new(path, [.. left.Files.Select(f => Open(table, snapshot, source, f))])
        {
            Skipped = left.Skipped,
            Delta = now,
            QuietBehind = files.Count == 0 && now.Version > reached?.Version ? read!.Version : null,
        };
    }

    /// <summary>The table's folder.</summary>
    /// <exception cref="NotFoundException">It is none of a table.</exception>
    public static string FolderOf(SourceDefinition source, string path) => Directory.Exists(LogFolder.Of(path)) ? path : throw NoTable(source, path);

    private static List<DeltaFile> Since(DeltaTable table, SourceDefinition source, DeltaPosition read, DeltaPosition now, CancellationToken cancellationToken)
    {
        if (now.Version < read.Version)
        {
            throw Refused(table, source, now.Version, $"it is older than version {read.Version}, which was read before: the table was set back");
        }

        var commits = table.Commits(read.Version, now.Version, cancellationToken);
        var files = new List<DeltaFile>();
        foreach (var commit in commits)
        {
            // Rows that came and went since then were never read.
            var removed = commit.Files.Where(f => f is { Removed: not null, DataChange: true }).Select(f => f.Key.Path).ToHashSet(StringComparer.Ordinal);
            var what = files.RemoveAll(f => removed.Contains(f.Path)) < removed.Count ? "removed or changed rows"
                : commit.Metadata is { } metadata && HashOf(DeltaSchema.Parse(metadata.SchemaString!), metadata.PartitionColumns) != read.Schema ? "changed the columns"
                : null;
            if (what is not null)
            {
                throw Refused(table, source, commit.Version, $"it {what} since version {read.Version}, up to which they were read");
            }

            files.AddRange(commit.AddedFiles);
        }

        return read.Version + commits.Count == now.Version
            ? files
            : throw Refused(table, source, read.Version + commits.Count + 1, $"its commit is not in the log any more, and only version {read.Version} was read before");
    }

    /// <summary>A bound on the column of the event time. Times that may be local are compared with some room.</summary>
    private static IEnumerable<DeltaCondition> Conditions(DeltaSnapshot snapshot, SourceDefinition source, Instant from)
    {
        var name = source.Schema.Columns[source.EventTime].SourceName;
        if (snapshot.Schema.Fields.FirstOrDefault(f => CsvHeader.AreAlike(f.Name, name)) is not { } field)
        {
            yield break;
        }

        var bound = field.Type == DeltaType.Timestamp ? from : from - MostOffset;
        yield return new(
            field.Name,
            DeltaComparison.GreaterOrEqual,
            field.Type == DeltaType.Date ? FeatureValue.From(bound.ToDateTime().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) : FeatureValue.From(bound));
    }

    private static InputFile Open(DeltaTable table, DeltaSnapshot snapshot, SourceDefinition source, DeltaFile file)
    {
        var path = Path.Combine(table.Path, file.Path);
        return File.Exists(path)
            ? InputFile.OfTable(path, CanonicalJson.HashOf(Encoding.UTF8.GetBytes($"delta\n{snapshot.Id}\n{file.Path}")), snapshot.Schema, [.. file.PartitionValues.Select(p =>
                new InputConstant(p.Key, p.Value, snapshot.Schema.Find(p.Key)?.Type == DeltaType.Timestamp))])
            : throw Refused(table, source, file.AddedIn, $"its file {file.Path} is not there any more; a vacuum may have deleted it after a compaction");
    }

    private static string HashOf(DeltaSchema schema, IReadOnlyList<string> partitionColumns) =>
        CanonicalJson.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', partitionColumns.Prepend(schema.Json))));

    private static NotFoundException NoTable(SourceDefinition source, string path) =>
        new($"There is no Delta table at {path}: it has no folder {LogFolder.Name}. Give the table's folder with --input, or correct the path of source {source.Name}.");

    private static InvalidInputException Refused(DeltaTable table, SourceDefinition source, long version, string why) => new(
        $"Version {version} of the Delta table '{table.Path}' cannot be followed by source {source.Name}: {why}. "
        + "Nothing was stored; rows that are stored do not change, so ingest the table as it is now into another state folder, or as a source of another name.");
}
