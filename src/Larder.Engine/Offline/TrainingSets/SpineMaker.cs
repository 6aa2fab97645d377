using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Makes the rows of a repository's spine from its source's events.</summary>
internal static class SpineMaker
{
    /// <summary>Fills the engine's spine table.</summary>
    /// <exception cref="InvalidInputException">The data yields no row.</exception>
    public static void Make(DuckDbDatabase engine, DuckDbConnection connection, OfflineTable table, CompiledSpine spine, Instant asOf, CancellationToken cancellationToken)
    {
        var rows = spine.Period is { } period
            ? FromCutoffs(engine, connection, table, spine, period, asOf, cancellationToken)
            : FromEvents(engine, connection, table, spine, asOf, cancellationToken);
        if (rows == 0)
        {
            throw new InvalidInputException(
                $"Spine {spine.Name} has no rows: {table.Source.Name} holds {table.Rows:N0} events up to {asOf}, too short a time for the spans it declares, or known too late for them. Ingest more, or change activeWithin and label.");
        }
    }

    private static long FromEvents(
        DuckDbDatabase engine, DuckDbConnection connection, OfflineTable table, CompiledSpine spine, Instant asOf, CancellationToken cancellationToken)
    {
        var columns = spine.Request.Select(r => (r.Column.Name, r.Column.Type)).Prepend((SpineTable.LabelColumn, ColumnType.Boolean));
        using var writing = engine.Connect();
        using var appender = SpineTable.Create(writing, spine.Keys, columns);
        foreach (var reader in table.Scan(connection, spine.Columns, asOf, inTotalOrder: true, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++)
            {
                if (IsRetracted(reader, row) || (spine.Filter is { } filter && !filter(reader.Batch, row)))
                {
                    continue;
                }

                if (!spine.Key(reader.Batch, row).IsNull)
                {
                    Append(
                        appender,
                        [.. spine.KeyValues.Select(k => k(reader.Batch, row))],
                        reader.EventTimes[row],
                        [FeatureValue.From(spine.Label!(reader.Batch, row)), .. spine.Request.Select(r => r.Value(reader.Batch, row))]);
                }
            }
        }

        appender.AppendChunk();
        appender.Close();
        return appender.RowsAppended;
    }

    private static long FromCutoffs(
        DuckDbDatabase engine, DuckDbConnection connection, OfflineTable table, CompiledSpine spine, TimeSpan period, Instant asOf, CancellationToken cancellationToken)
    {
        var keys = new KeyIndex(spine.Entity.KeyType);
        var times = new List<List<long>>();
        var active = new List<ActiveCutoffs>();
        var (step, span, horizon) = (Micros(period), Micros(spine.ActiveWithin), Micros(spine.Horizon));
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var reader in table.Scan(connection, spine.Columns, asOf, inTotalOrder: true, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++)
            {
                (first, last) = (Math.Min(first, reader.EventTimes[row]), Math.Max(last, reader.EventTimes[row]));
                if (spine.Filter is { } filter && !filter(reader.Batch, row))
                {
                    continue;
                }

                var key = spine.Key(reader.Batch, row);
                if (key.IsNull)
                {
                    continue;
                }

                var id = keys.GetOrAdd(key);
                if (id == times.Count)
                {
                    times.Add([]);
                    active.Add(new ActiveCutoffs(step, span));
                }

                active[id].Add(reader.EventTimes[row], reader.KnownAts[row], reader.RetractedAts?[row] ?? long.MaxValue);
                if (!IsRetracted(reader, row))
                {
                    times[id].Add(reader.EventTimes[row]);
                }
            }
        }

        using var writing = engine.Connect();
        using var appender = SpineTable.Create(writing, spine.Keys, [(SpineTable.LabelColumn, ColumnType.Boolean)]);
        var firstCutoff = last == long.MinValue ? 0 : Ceiling(first + span, step);
        var entities = Enumerable.Range(0, keys.Count).OrderBy(keys.KeyOf).ToArray();
        for (var cutoff = firstCutoff; last != long.MinValue && cutoff + horizon <= last; cutoff += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var id in entities)
            {
                if (active[id].Covers(cutoff))
                {
                    // A row view sees an event exactly at the cut-off, so the label begins behind it.
                    var after = LowerBound(times[id], cutoff + 1);
                    var buys = after < times[id].Count && times[id][after] <= cutoff + horizon;
                    Append(appender, spine.Entity.PartsOf(keys[id]), cutoff, [FeatureValue.From(buys)]);
                }
            }
        }

        appender.AppendChunk();
        appender.Close();
        return appender.RowsAppended;
    }

    /// <summary>What was withdrawn or replaced as of the set's instant makes no row and no label.</summary>
    private static bool IsRetracted(EventReader reader, int row) => reader.RetractedAts is { } retracted && retracted[row] != long.MaxValue;

    private static void Append(DuckDbAppender appender, ReadOnlySpan<FeatureValue> key, long time, ReadOnlySpan<FeatureValue> rest)
    {
        var chunk = appender.Chunk;
        var target = chunk.RowCount++;
        for (var i = 0; i < key.Length; i++)
        {
            SqlTypes.Write(chunk[i], target, key[i]);
        }

        chunk[key.Length].Values<long>()[target] = time;
        for (var i = 0; i < rest.Length; i++)
        {
            SqlTypes.Write(chunk[key.Length + 1 + i], target, rest[i]);
        }

        if (chunk.RowCount == chunk.Capacity)
        {
            appender.AppendChunk();
        }
    }

    private static int LowerBound(List<long> times, long time)
    {
        var index = times.BinarySearch(time);
        if (index < 0)
        {
            return ~index;
        }

        while (index > 0 && times[index - 1] == time)
        {
            index--;
        }

        return index;
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Ceiling(long time, long step) => time >= 0 ? (time + step - 1) / step * step : time / step * step;
}
