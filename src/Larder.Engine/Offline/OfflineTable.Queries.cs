using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Offline.Evolution;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline;

internal sealed partial class OfflineTable
{
    /// <summary>A window moves rows, so that those of a revised table are put into the order of ingest.</summary>
    private string AsTheyLie => IsRevised ? " ORDER BY _sequence" : string.Empty;

    /// <summary>Whether an event known at an instant happened outside all of some ranges; files whose bounds tell are not read.</summary>
    /// <param name="connection">Reads the others.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="asOf">Events known later do not count.</param>
    /// <param name="hasHappened">Whether events that happen later than the instant do not count either.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public bool HasEventsOutside(DuckDbConnection connection, IReadOnlyList<EventRange> ranges, Instant asOf, bool hasHappened, CancellationToken cancellationToken)
    {
        var files = FileSkipper.Skip(_snapshot, _snapshot.Files, Conditions(asOf)).Files
            .Where(file => RowOrder.Of(file).EventTimes is not { } times || !ranges.Any(r => r.From.Microseconds <= times.First && times.Last < r.Before.Microseconds)).ToArray();
        var happened = hasHappened ? $" AND _event_time <= make_timestamp({asOf.Microseconds})" : string.Empty;
        return files.Length > 0 && connection.QueryScalar<long>(
            $"SELECT count(*) FROM (SELECT 1 FROM {Delayed(From(Paths(files)))} WHERE {Known(asOf)}{happened} AND NOT ({string.Join(" OR ", ranges.Select(Inside))}) LIMIT 1)", cancellationToken) > 0;
    }

    private static string FingerprintOf(DeltaSnapshot snapshot) =>
        Catalog.CanonicalJson.HashOf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', snapshot.Files.Select(f => f.Path))));

    private static long Weight(DeltaFile file) => Math.Max(1, file.Rows ?? 1);

    private static ColumnChanges? ChangesOf(SourceDefinition source, string path, DeltaSnapshot snapshot)
    {
        // A derived table is made anew when its definition changes.
        var changes = source.Derivation is null ? ColumnChanges.Find(path, snapshot.Schema, EventFiles.SchemaOf(source), source) : null;
        return changes?.ChangesRows == true ? changes : null;
    }

    private string From(IReadOnlyList<string> paths)
    {
        var rows = $"read_parquet({ListOf(paths)}, hive_partitioning = false)";
        return _changes is null ? rows : $"({_changes.Select(rows, _snapshot.PartitionColumns)})";
    }

    private static string ListOf(IReadOnlyList<string> paths) => $"[{string.Join(", ", paths.Select(Identifiers.Literal))}]";

    private string Lag => $"to_microseconds({_delay.Ticks / TimeSpan.TicksPerMicrosecond})";

    /// <summary>Rows with the known times of the view; which row revises which is told by those of the source.</summary>
    private string Delayed(string rows) =>
        _delay == TimeSpan.Zero ? rows : $"(SELECT * REPLACE (greatest(_known_at, _event_time + {Lag}) AS _known_at) FROM {rows})";

    private string Select(EventReader reader, IReadOnlyList<string> paths, Instant asOf) => Source.RevisionId is { } id
        ? $"SELECT {reader.SelectList}, _retracted_at FROM {Delayed($"({WithRetractions(Identifiers.Quote(Source.Schema.Columns[id].Name), paths, asOf)})")}{Where(asOf)}"
        : $"SELECT {reader.SelectList} FROM {Delayed(From(paths))}{Where(asOf)}";

    /// <summary>Each row with the known time of the next one of its id, whenever that one is said to have happened.</summary>
    private string WithRetractions(string id, IReadOnlyList<string> paths, Instant asOf) =>
        $"SELECT *, CASE WHEN {id} IS NOT NULL THEN lead(_known_at) OVER (PARTITION BY {id} ORDER BY _known_at, _sequence) END AS _retracted_at FROM {From(paths)} WHERE {Known(asOf)}";

    private string Where(Instant asOf) =>
        $" WHERE {Known(asOf)}{(_happenedBy is { } last ? $" AND _event_time <= make_timestamp({last.Microseconds})" : string.Empty)}{(_within is { } range ? $" AND {Inside(range)}" : string.Empty)}";

    private static string Inside(EventRange range) => $"(_event_time >= make_timestamp({range.From.Microseconds}) AND _event_time < make_timestamp({range.Before.Microseconds}))";

    /// <summary>What every row of a scan fulfils, as far as files can be told apart by it. Which row revises which is found among all that are known, whenever they happened.</summary>
    private List<DeltaCondition> Conditions(Instant asOf)
    {
        var knownBy = KnownBy(asOf);
        var conditions = new List<DeltaCondition> { new("_known_at", DeltaComparison.LessOrEqual, FeatureValue.From(knownBy)) };
        if (!IsRevised && _happenedBy is { } last)
        {
            conditions.Add(new("_event_time", DeltaComparison.LessOrEqual, FeatureValue.From(last)));
        }

        if (!IsRevised && _within is { } range)
        {
            conditions.Add(new("_event_time", DeltaComparison.GreaterOrEqual, FeatureValue.From(range.From)));
            conditions.Add(new("_event_time", DeltaComparison.Less, FeatureValue.From(range.Before)));
        }

        if (!IsRevised && _delay > TimeSpan.Zero)
        {
            conditions.Add(new("_event_time", DeltaComparison.LessOrEqual, FeatureValue.From(knownBy - _delay)));
        }

        return conditions;
    }

    private Instant KnownBy(Instant asOf) => _knownBy is { } limit && limit < asOf ? limit : asOf;

    private string Known(Instant asOf)
    {
        var knownBy = KnownBy(asOf);
        return _newest is { } newest && knownBy >= newest ? "true" : $"_known_at <= make_timestamp({knownBy.Microseconds})";
    }

    private string[] Paths(IReadOnlyList<DeltaFile> files) => [.. files.Select(f => Path.Combine(_path, f.Path))];

    private IEnumerable<EventReader> Scan(
        DuckDbConnection connection, EventReader reader, IReadOnlyList<DeltaFile> files, Instant asOf, string order, CancellationToken cancellationToken)
    {
        var left = FileSkipper.Skip(_snapshot, files, Conditions(asOf)).Files;
        if (left.Count == 0)
        {
            yield break;
        }

        using var result = Query(connection, Select(reader, Paths(left), asOf) + order, cancellationToken);
        while (true)
        {
            using var chunk = Read(result, cancellationToken);
            if (chunk is null)
            {
                yield break;
            }

            reader.Load(chunk, IsRevised);
            yield return reader;
        }
    }

    private DuckDbResult Query(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        try
        {
            return connection.Query(sql, cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw Engine.EngineErrors.OfState(_path, failed);
        }
    }

    private DuckDbChunk? Read(DuckDbResult result, CancellationToken cancellationToken)
    {
        try
        {
            return result.Read(cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw Engine.EngineErrors.OfState(_path, failed);
        }
    }
}
