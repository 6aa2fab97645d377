using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Looks up a row view at every spine row (DESIGN 2.3) in time linear in the history, without sorting it:
/// 1. scan keys and times once; an event can be seen from max(event time, known time) on, so it is offered to the entity's first slot
///    at or after that; each slot keeps the greatest offer in the total order;
/// 2. walk each entity's slots in time order, handing the greatest on: now every slot holds the greatest row visible to it;
/// 3. scan the value columns, keeping the values of winning rows only.
/// A row that is the greatest and yet too old for the ttl means that all others are: the ttl is judged last.
/// </summary>
internal sealed class RowJoin
{
    private readonly CompiledRowView _view;
    private readonly SpineIndex _spine;
    private readonly EventOrder[] _winners;
    private readonly long[] _ordinals;

    private RowJoin(CompiledRowView view, SpineIndex spine)
    {
        _view = view;
        _spine = spine;
        _winners = new EventOrder[spine.SlotCount];
        _ordinals = new long[spine.SlotCount];
        Array.Fill(_ordinals, -1);
    }

    public static ViewColumns Run(
        DuckDbConnection connection, OfflineTable table, CompiledRowView view, SpineIndex spine, Instant asOf, CancellationToken cancellationToken)
    {
        var join = new RowJoin(view, spine);
        var rows = join.Offer(connection, table, asOf, cancellationToken);
        join.HandOn();
        return join.Gather(connection, table, asOf, rows, cancellationToken);
    }

    private long Offer(DuckDbConnection connection, OfflineTable table, Instant asOf, CancellationToken cancellationToken)
    {
        var ordinal = 0L;
        foreach (var reader in table.Scan(connection, _view.KeyColumns, asOf, inTotalOrder: false, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++, ordinal++)
            {
                try
                {
                    Offer(reader, row, ordinal);
                }
                catch (Exception thrown) when (thrown is not LarderException)
                {
                    throw ViewErrors.Threw(_view, reader.Order(row), thrown);
                }
            }
        }

        return ordinal;
    }

    private void Offer(EventReader reader, int row, long ordinal)
    {
        if (_view.Filter is { } filter && !filter(reader.Batch, row))
        {
            return;
        }

        var entity = _spine.Keys.Find(_view.Key(reader.Batch, row));
        if (entity < 0)
        {
            return;
        }

        var slot = _spine.FirstSlot(entity, Math.Max(reader.EventTimes[row], reader.KnownAts[row]));
        if (slot == _spine.Slots(entity).End)
        {
            return;
        }

        var order = reader.Order(row);
        if (_ordinals[slot] < 0 || order > _winners[slot])
        {
            (_winners[slot], _ordinals[slot]) = (order, ordinal);
        }
    }

    private void HandOn()
    {
        for (var entity = 0; entity < _spine.Keys.Count; entity++)
        {
            var (start, end) = _spine.Slots(entity);
            for (var slot = start + 1; slot < end; slot++)
            {
                if (_ordinals[slot - 1] >= 0 && (_ordinals[slot] < 0 || _winners[slot - 1] > _winners[slot]))
                {
                    (_winners[slot], _ordinals[slot]) = (_winners[slot - 1], _ordinals[slot - 1]);
                }
            }
        }
    }

    private ViewColumns Gather(DuckDbConnection connection, OfflineTable table, Instant asOf, long rows, CancellationToken cancellationToken)
    {
        var output = new ViewColumns(_view, _spine.RowCount);
        var values = new RowValues(_view, rows);
        for (var slot = 0; slot < _spine.SlotCount; slot++)
        {
            var status = RowLookup.Judge(_ordinals[slot] < 0 ? null : _winners[slot], new Instant(_spine.Times[slot]), _view.Ttl);
            var row = _spine.Rows[slot];
            output.Statuses[row] = status;
            output.EventTimes[row] = _ordinals[slot] < 0 ? ViewColumns.NoEvent : _winners[slot].EventTime.Microseconds;
            if (status == FeatureStatus.Present)
            {
                values.Keep(_ordinals[slot]);
            }
        }

        values.Read(connection, table, asOf, cancellationToken);
        for (var slot = 0; slot < _spine.SlotCount; slot++)
        {
            var row = _spine.Rows[slot];
            if (output.Statuses[row] == FeatureStatus.Present)
            {
                values.CopyTo(output.Features, row, _ordinals[slot]);
            }
        }

        return output;
    }
}
