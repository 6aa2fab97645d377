using Larder.Catalog;
using Larder.DuckDb;
using Larder.Offline.TrainingSets;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// The rows of a row view by entity where rows may be corrected and withdrawn. The greatest row visible at a time is found going back from
/// the last one that had happened: few are passed over, because few are retracted.
/// </summary>
internal sealed class RevisedRows
{
    private readonly KeyIndex _keys;
    private readonly List<(int Entity, EventOrder Order, long RetractedAt, long Row)> _rows = [];
    private long _read;

    private RevisedRows(KeyIndex keys) => _keys = keys;

    /// <summary>Reads a part, which holds all rows.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="table">The table.</param>
    /// <param name="part">Its only part.</param>
    /// <param name="view">The view.</param>
    /// <param name="keys">The entities.</param>
    /// <param name="adds">Whether keys that are new get a number; else their rows are left out.</param>
    /// <param name="asOf">Rows known later are left out.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static RevisedRows Read(
        DuckDbConnection connection, OfflineTable table, TablePart part, CompiledRowView view, KeyIndex keys, bool adds, Instant asOf, CancellationToken cancellationToken)
    {
        var revised = new RevisedRows(keys);
        var entities = new EntityReader(view, keys, adds);
        foreach (var events in table.Scan(connection, part, entities.Events, asOf, cancellationToken))
        {
            entities.Resolve();
            for (var row = 0; row < events.Batch.Count; row++)
            {
                if (entities.Ids[row] >= 0)
                {
                    revised._rows.Add((entities.Ids[row], events.Order(row), events.RetractedAts![row], RowNumbers.Of(part.Number, revised._read + row)));
                }
            }

            revised._read += events.Batch.Count;
        }

        revised._rows.Sort((left, right) => left.Entity != right.Entity ? left.Entity.CompareTo(right.Entity) : left.Order.CompareTo(right.Order));
        return revised;
    }

    /// <summary>The row that each slot of a spine sees, and the number of rows read.</summary>
    public (RowRank[] Ranks, long Rows) At(SpineIndex spine)
    {
        var ranks = new RowRank[Math.Max(1, spine.SlotCount)];
        var (start, end) = (0, 0);
        for (var entity = 0; entity < _keys.Count; entity++, start = end)
        {
            end = EndOf(entity, end);
            var next = start;
            var (firstSlot, endSlot) = spine.Slots(entity);
            for (var slot = firstSlot; slot < endSlot; slot++)
            {
                while (next < end && _rows[next].Order.EventTime.Microseconds <= spine.Times[slot])
                {
                    next++;
                }

                Offer(ref ranks[slot], start, next, spine.Times[slot]);
            }
        }

        return (ranks, _read);
    }

    /// <summary>The row of each entity at a time, and since when that answer has not changed: microseconds, <see cref="long.MinValue"/> where there never was a row.</summary>
    public (RowRank[] Ranks, long[] Since) At(Instant at)
    {
        var (ranks, since) = (new RowRank[_keys.Count], new long[_keys.Count]);
        var (start, end) = (0, 0);
        for (var entity = 0; entity < _keys.Count; entity++, start = end)
        {
            end = EndOf(entity, end);
            var next = end;
            while (next > start && _rows[next - 1].Order.EventTime > at)
            {
                next--;
            }

            Offer(ref ranks[entity], start, next, at.Microseconds);
            since[entity] = ranks[entity].HasRow ? Math.Max(ranks[entity].EventTime, ranks[entity].KnownAt) : long.MinValue;
            for (var row = start; row < next; row++)
            {
                since[entity] = Math.Max(since[entity], _rows[row].RetractedAt <= at.Microseconds ? _rows[row].RetractedAt : long.MinValue);
            }
        }

        return (ranks, since);
    }

    /// <summary>Number of rows read.</summary>
    public long Count => _read;

    private int EndOf(int entity, int row)
    {
        while (row < _rows.Count && _rows[row].Entity == entity)
        {
            row++;
        }

        return row;
    }

    /// <summary>Offers the greatest row before <paramref name="end"/> that is visible.</summary>
    private void Offer(ref RowRank rank, int start, int end, long at)
    {
        for (var row = end - 1; row >= start; row--)
        {
            var (_, order, retractedAt, number) = _rows[row];
            if (order.KnownAt.Microseconds <= at && at < retractedAt)
            {
                rank.Offer(order.EventTime.Microseconds, order.KnownAt.Microseconds, order.Sequence, number);
                return;
            }
        }
    }
}
