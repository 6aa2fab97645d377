using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>A pinned version of a source's offline table: its Parquet files, to be read as SQL.</summary>
internal sealed class OfflineTable
{
    private readonly string _path;
    private readonly DeltaSnapshot _snapshot;
    private Instant? _newest;

    private OfflineTable(SourceDefinition source, string path, DeltaSnapshot snapshot)
    {
        Source = source;
        _path = path;
        _snapshot = snapshot;
    }

    /// <summary>The source whose events it holds.</summary>
    public SourceDefinition Source { get; }

    /// <summary>The table version pinned.</summary>
    public long Version => _snapshot.Version;

    /// <summary><c>name@version</c>, as recorded with training sets and materializations.</summary>
    public string Reference => $"{Source.Name}@{Version}";

    /// <summary>Number of events.</summary>
    public long Rows => _snapshot.Files.Sum(f => f.Rows ?? 0);

    /// <summary>Opens the newest version, or an older one.</summary>
    /// <exception cref="NotFoundException">Nothing was ever ingested.</exception>
    public static async Task<OfflineTable> OpenAsync(string offlinePath, SourceDefinition source, CancellationToken cancellationToken)
    {
        var path = Path.Combine(offlinePath, source.Name);
        var snapshot = await DeltaTable.At(path).ReadAsync(version: null, cancellationToken).ConfigureAwait(false);
        return snapshot is { Files.Count: > 0 }
            ? new OfflineTable(source, path, snapshot)
            : throw new NotFoundException($"Source {source.Name} has no events yet; run 'larder ingest {source.Name}' first.");
    }

    /// <summary>
    /// Every event known at <paramref name="asOf"/>, batch by batch. Without <paramref name="inTotalOrder"/> the rows come as they lie in
    /// the files: the same rows in the same order every time, for a given version.
    /// </summary>
    public IEnumerable<EventReader> Scan(
        DuckDbConnection connection, IEnumerable<int> columns, Instant asOf, bool inTotalOrder, CancellationToken cancellationToken)
    {
        var order = inTotalOrder ? $" ORDER BY {string.Join(", ", EventReader.OrderColumns)}" : string.Empty;
        return Scan(connection, new EventReader(Source.Schema, columns), Paths(_snapshot.Files), asOf, order, cancellationToken);
    }

    /// <summary>The events of one part known at <paramref name="asOf"/>, as they lie in its files: the same rows in the same order every time.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="part">One of <see cref="Split"/>.</param>
    /// <param name="reader">Takes over each batch in turn.</param>
    /// <param name="asOf">Events known later are left out.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IEnumerable<EventReader> Scan(
        DuckDbConnection connection, TablePart part, EventReader reader, Instant asOf, CancellationToken cancellationToken) =>
        Scan(connection, reader, part.Paths, asOf, string.Empty, cancellationToken);

    /// <summary>Cuts the table into at most this many parts of about as many rows each, to be read side by side.</summary>
    public IReadOnlyList<TablePart> Split(int parts)
    {
        var cut = new List<TablePart>();
        var files = new List<DeltaFile>();
        var (done, all) = (0L, _snapshot.Files.Sum(Weight));
        foreach (var file in _snapshot.Files)
        {
            files.Add(file);
            done += Weight(file);
            if (done * parts >= all * (cut.Count + 1))
            {
                cut.Add(new TablePart(cut.Count, Paths(files)));
                files.Clear();
            }
        }

        return cut;
    }

    /// <summary>The newest instant at which anything in the table happened or became known.</summary>
    public Instant NewestInstant(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        if (_newest is { } known)
        {
            return known;
        }

        // The files' own statistics are exact for integers; a file whose writer left them out has to be read.
        var paths = Paths(_snapshot.Files);
        using var read = Query(
            connection,
            "SELECT count(stats_max_value) = count(*) AND count(*) > 0, epoch_us(max(CAST(stats_max_value AS TIMESTAMP))) "
            + $"FROM parquet_metadata({ListOf(paths)}) WHERE path_in_schema IN ('_event_time', '_known_at')",
            cancellationToken);
        var chunk = Read(read, cancellationToken)!;
        var newest = new Instant(chunk[0].GetBoolean(0)
            ? chunk[1].Values<long>()[0]
            : connection.QueryScalar<long>($"SELECT epoch_us(greatest(max(_event_time), max(_known_at))) FROM {From(paths)}", cancellationToken));
        _newest = newest;
        return newest;
    }

    private static long Weight(DeltaFile file) => Math.Max(1, file.Rows ?? 1);

    private static string From(IReadOnlyList<string> paths) => $"read_parquet({ListOf(paths)}, hive_partitioning = false)";

    private static string ListOf(IReadOnlyList<string> paths) => $"[{string.Join(", ", paths.Select(Identifiers.Literal))}]";

    private string[] Paths(IReadOnlyList<DeltaFile> files) => [.. files.Select(f => Path.Combine(_path, f.Path))];

    private IEnumerable<EventReader> Scan(
        DuckDbConnection connection, EventReader reader, IReadOnlyList<string> paths, Instant asOf, string order, CancellationToken cancellationToken)
    {
        var known = _newest is { } newest && asOf >= newest ? string.Empty : $" WHERE _known_at <= make_timestamp({asOf.Microseconds})";
        using var result = Query(connection, $"SELECT {reader.SelectList} FROM {From(paths)}{known}{order}", cancellationToken);
        while (true)
        {
            using var chunk = Read(result, cancellationToken);
            if (chunk is null)
            {
                yield break;
            }

            reader.Load(chunk);
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

/// <summary>Some of a table's files, to be read by one reader.</summary>
/// <param name="Number">From 0, in the order of the files.</param>
/// <param name="Paths">Full paths.</param>
internal sealed record TablePart(int Number, IReadOnlyList<string> Paths);
