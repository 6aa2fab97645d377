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
    private readonly DuckDbDatabase _engine;
    private long _lastSequence = long.MinValue;
    private long _quarantinedRows;

    // Rows are appended in the order of their sequence, but for those of some joins.
    private bool _areInOrder = true;

    /// <summary>Each appender has a connection of its own: rows are read on another one meanwhile.</summary>
    public StagingTables(DuckDbDatabase engine, EventSchema schema)
    {
        (_engine, _schema) = (engine, schema);
        _connections = [engine.Connect(), engine.Connect()];
        var columns = string.Join(", ", schema.Columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}"));
        _connections[0].Execute($"CREATE TABLE {Accepted} (_event_time TIMESTAMP, _known_at TIMESTAMP, _sequence BIGINT, {columns})");
        _connections[0].Execute($"CREATE TABLE {Quarantined} (_event_time TIMESTAMP, _rule VARCHAR, _rules VARCHAR, _row BIGINT, _file VARCHAR, _number BIGINT, {columns})");
        _accepted = _connections[0].Append(Accepted);
        _quarantined = _connections[1].Append(Quarantined);
    }

    /// <summary>Adds accepted rows of a batch, numbered one after the other.</summary>
    /// <param name="raw">The batch, with the rows' times.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="sequence">The first row's sequence.</param>
    public void Accept(RawRows raw, ReadOnlySpan<int> rows, long sequence)
    {
        Follow(sequence, sequence + rows.Length - 1);
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
                var target = chunk[EventReader.OrderColumns.Count + column];
                if (_schema.Columns[column].Type == ColumnType.String)
                {
                    raw.CopyTexts(column, target, first, some);
                }
                else
                {
                    PlainVectors.Write(target, first, raw.Batch.Columns[column], some);
                }
            }

            done += some.Length;
            AppendFull(_accepted);
        }
    }

    /// <summary>Adds an accepted row.</summary>
    public void Accept(EventBatch batch, int row, EventOrder order)
    {
        Follow(order.Sequence, order.Sequence);
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
        chunk[5].Values<long>()[target] = _quarantinedRows++;
        Copy(batch, row, chunk, target, 6);
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

    /// <summary>The accepted rows, to be written.</summary>
    public EventRows AcceptedRows(IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken) =>
        RowsOf(Accepted, "_sequence", columns, "bool_and(_event_time = _known_at)", cancellationToken) with { AreInOrder = _areInOrder };

    /// <summary>The quarantined rows, to be written.</summary>
    public EventRows QuarantinedRows(IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken) =>
        RowsOf(Quarantined, "_number", columns, "NULL::BOOLEAN", cancellationToken);

    public void Dispose()
    {
        _accepted.Dispose();
        _quarantined.Dispose();
        Array.ForEach(_connections, c => c.Dispose());
    }

    private EventRows RowsOf(string table, string number, IReadOnlyList<(string Name, ColumnType Type)> columns, string isKnownAtOnce, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        using var result = connection.Query(
            $"SELECT _event_time::DATE, count(*), min({number}), max({number}), {isKnownAtOnce} FROM {table} GROUP BY 1 ORDER BY 1", cancellationToken);
        var days = new List<DaySpan>();
        while (result.Read(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                bool? known = chunk[4].IsValid(row) ? chunk[4].GetBoolean(row) : null;
                days.Add(new(chunk[0].GetDate(row), chunk[1].Values<long>()[row], chunk[2].Values<long>()[row], chunk[3].Values<long>()[row], known));
            }
        }

        var names = string.Join(", ", columns.Select(c => Identifiers.Quote(c.Name)));
        return new EventRows(condition => $"SELECT {names} FROM {table} WHERE {condition}", number, "_event_time", days);
    }

    private void Follow(long first, long last)
    {
        _areInOrder &= first > _lastSequence;
        _lastSequence = last;
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
