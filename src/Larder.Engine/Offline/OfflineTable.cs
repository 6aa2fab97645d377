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
        var reader = new EventReader(Source.Schema, columns);
        var order = inTotalOrder ? $" ORDER BY {string.Join(", ", EventReader.OrderColumns)}" : string.Empty;
        var sql = $"SELECT {reader.SelectList} FROM {From} WHERE _known_at <= make_timestamp({asOf.Microseconds}){order}";
        using var result = Query(connection, sql, cancellationToken);
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

    /// <summary>The newest instant at which anything in the table happened or became known.</summary>
    public Instant NewestInstant(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return new(connection.QueryScalar<long>($"SELECT epoch_us(max(greatest(_event_time, _known_at))) FROM {From}", cancellationToken));
        }
        catch (DuckDbException failed)
        {
            throw Engine.EngineErrors.OfState(_path, failed);
        }
    }

    private string From => $"read_parquet([{string.Join(", ", _snapshot.Files.Select(f => Identifiers.Literal(Path.Combine(_path, f.Path))))}], hive_partitioning = false)";

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
