using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>The in-memory tables that rows are sorted into before they are written as Parquet: accepted and quarantined.</summary>
internal sealed class StagingTables : IDisposable
{
    public const string Accepted = "accepted";
    public const string Quarantined = "quarantined";

    private readonly EventSchema _schema;
    private readonly DuckDbConnection[] _connections;
    private readonly DuckDbAppender _accepted;
    private readonly DuckDbAppender _quarantined;

    /// <summary>Each appender has a connection of its own: rows are read on another one meanwhile.</summary>
    public StagingTables(DuckDbDatabase engine, EventSchema schema)
    {
        _schema = schema;
        _connections = [engine.Connect(), engine.Connect()];
        var columns = string.Join(", ", schema.Columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}"));
        _connections[0].Execute($"CREATE TABLE {Accepted} (_event_time TIMESTAMP, _known_at TIMESTAMP, _sequence BIGINT, {columns})");
        _connections[0].Execute($"CREATE TABLE {Quarantined} (_event_time TIMESTAMP, _rule VARCHAR, _rules VARCHAR, _row BIGINT, _file VARCHAR, {columns})");
        _accepted = _connections[0].Append(Accepted);
        _quarantined = _connections[1].Append(Quarantined);
    }

    /// <summary>Adds accepted rows of a batch, numbered one after the other.</summary>
    /// <param name="raw">The batch, with the rows' times.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="sequence">The first row's sequence.</param>
    public void Accept(RawRows raw, ReadOnlySpan<int> rows, long sequence)
    {
        for (var done = 0; done < rows.Length;)
        {
            var chunk = _accepted.Chunk;
            var first = chunk.RowCount;
            var some = rows.Slice(done, Math.Min(rows.Length - done, chunk.Capacity - first));
            chunk.RowCount += some.Length;
            var times = chunk[0].Values<long>()[first..];
            var known = chunk[1].Values<long>()[first..];
            var sequences = chunk[2].Values<long>()[first..];
            for (var i = 0; i < some.Length; i++)
            {
                (times[i], known[i], sequences[i]) = (raw.EventTimes[some[i]], raw.KnownAts[some[i]], sequence + done + i);
            }

            for (var column = 0; column < _schema.Columns.Count; column++)
            {
                PlainVectors.Write(chunk[EventReader.OrderColumns.Count + column], first, raw.Batch.Columns[column], some);
            }

            done += some.Length;
            AppendFull(_accepted);
        }
    }

    /// <summary>Adds an accepted row.</summary>
    public void Accept(EventBatch batch, int row, EventOrder order)
    {
        var chunk = _accepted.Chunk;
        var target = chunk.RowCount++;
        chunk[0].Values<long>()[target] = order.EventTime.Microseconds;
        chunk[1].Values<long>()[target] = order.KnownAt.Microseconds;
        chunk[2].Values<long>()[target] = order.Sequence;
        Copy(batch, row, chunk, target, EventReader.OrderColumns.Count);
        AppendFull(_accepted);
    }

    /// <summary>Adds a quarantined row.</summary>
    public void Quarantine(EventBatch batch, int row, long eventTime, string rule, string rules, long number, string file)
    {
        var chunk = _quarantined.Chunk;
        var target = chunk.RowCount++;
        chunk[0].Values<long>()[target] = eventTime;
        chunk[1].SetString(target, rule);
        chunk[2].SetString(target, rules);
        chunk[3].Values<long>()[target] = number;
        chunk[4].SetString(target, file);
        Copy(batch, row, chunk, target, 5);
        AppendFull(_quarantined);
    }

    /// <summary>Makes all rows visible to queries.</summary>
    public void Close()
    {
        _accepted.AppendChunk();
        _accepted.Close();
        _quarantined.AppendChunk();
        _quarantined.Close();
    }

    public void Dispose()
    {
        _accepted.Dispose();
        _quarantined.Dispose();
        Array.ForEach(_connections, c => c.Dispose());
    }

    private void Copy(EventBatch batch, int row, DuckDbWriteChunk chunk, int target, int offset)
    {
        for (var i = 0; i < _schema.Columns.Count; i++)
        {
            SqlTypes.Write(chunk[offset + i], target, batch.Columns[i].Value(row));
        }
    }

    private static void AppendFull(DuckDbAppender appender)
    {
        if (appender.Chunk.RowCount == appender.Chunk.Capacity)
        {
            appender.AppendChunk();
        }
    }
}
