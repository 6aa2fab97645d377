using Larder.DuckDb;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Rows of files in a table of the engine, typed and numbered from 1.</summary>
internal sealed class CheckTable : IDisposable
{
    public const string Table = "staged";

    private readonly EventSchema _schema;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbAppender _appender;

    private long _number;

    /// <summary>The appender has a connection of its own: rows are read on another one meanwhile.</summary>
    public CheckTable(DuckDbDatabase engine, EventSchema schema)
    {
        _schema = schema;
        _connection = engine.Connect();
        _connection.Execute($"CREATE TABLE {Table} ({CheckRelation.Number} BIGINT, {string.Join(", ", schema.Columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}"))})");
        _appender = _connection.Append(Table);
    }

    /// <summary>Adds the rows of a batch that did not happen before an instant. All are numbered.</summary>
    public void Add(RawRows rows, Instant? from)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Batch.Count).Where(row => !(new Instant(rows.EventTimes[row]) < from))];
        for (var done = 0; done < kept.Length;)
        {
            var chunk = _appender.Chunk;
            var some = kept.AsSpan(done, Math.Min(kept.Length - done, chunk.Capacity));
            chunk.RowCount = some.Length;
            var numbers = chunk[0].Values<long>();
            for (var i = 0; i < some.Length; i++)
            {
                numbers[i] = _number + some[i] + 1;
            }

            for (var column = 0; column < _schema.Columns.Count; column++)
            {
                ColumnWriter.Write(chunk[column + 1], rows.Batch.Columns[column], some);
            }

            done += some.Length;
            _appender.AppendChunk();
        }

        _number += rows.Batch.Count;
    }

    /// <summary>Makes all rows visible to queries.</summary>
    public void Close() => _appender.Close();

    public void Dispose()
    {
        _appender.Dispose();
        _connection.Dispose();
    }
}
