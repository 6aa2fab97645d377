using System.Runtime.CompilerServices;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
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
/// Parts of the table are scanned side by side, each with slots of its own: the greatest of the greatest is the same whatever the cut.
/// </summary>
internal sealed class RowJoin
{
    // Slots of a part beside the first may take this much memory in all.
    private const long SpareBytes = 1L << 30;
    private const int RankBytes = 32;

    private readonly ScanContext _context;
    private readonly OfflineTable _table;
    private readonly CompiledRowView _view;
    private readonly SpineIndex _spine;
    private readonly IReadOnlyList<TablePart> _parts;
    private readonly RowRank[][] _ranks;
    private readonly long[] _rows;

    private RowJoin(ScanContext context, OfflineTable table, CompiledRowView view, SpineIndex spine)
    {
        (_context, _table, _view, _spine) = (context, table, view, spine);
        _parts = table.Split((int)Math.Clamp(SpareBytes / (RankBytes * (spine.SlotCount + 1L)), 1, context.Threads));
        _ranks = new RowRank[_parts.Count][];
        _rows = new long[_parts.Count];
    }

    public static ViewColumns Run(ScanContext context, OfflineTable table, CompiledRowView view, SpineIndex spine)
    {
        var join = new RowJoin(context, table, view, spine);
        if (table.IsRevised)
        {
            context.ForEach(join._parts, join.FindRevised);
        }
        else
        {
            context.ForEach(join._parts, join.Offer);
            context.ForEach(spine.Keys.Count, join.HandOn);
        }

        return join.Gather();
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void Offer(DuckDbConnection connection, TablePart part, CancellationToken cancellationToken)
    {
        var ranks = new RowRank[Math.Max(1, _spine.SlotCount)];

        // Fresh memory that is read first is a page of zeros shared by all; writing to it then costs a second fault and stops the other processors.
        Array.Clear(ranks);
        var entities = new EntityReader(_view, _spine.Keys, adds: false, order: _table.IsKnownAtOnce ? OrderParts.All & ~OrderParts.KnownAt : OrderParts.All);
        var seen = new long[EventReader.Capacity];
        var slots = new int[EventReader.Capacity];
        var cursors = new SlotCursors(_spine);
        var place = 0L;
        foreach (var events in _table.Scan(connection, part, entities.Events, _context.AsOf, cancellationToken))
        {
            var count = events.Batch.Count;
            entities.Resolve();
            for (var row = 0; row < count; row++)
            {
                seen[row] = Math.Max(events.EventTimes[row], events.KnownAts[row]);
            }

            // Step by step for the whole batch: each step waits for memory, and the waits of different rows overlap.
            cursors.Find(entities.Ids.AsSpan(0, count), seen, slots);
            Touch(ranks, slots.AsSpan(0, count));
            for (var row = 0; row < count; row++)
            {
                if (slots[row] >= 0)
                {
                    ranks[slots[row]].Offer(events.EventTimes[row], events.KnownAts[row], events.Sequences[row], RowNumbers.Of(part.Number, place + row));
                }
            }

            place += count;
        }

        (_ranks[part.Number], _rows[part.Number]) = (ranks, place);
    }

    /// <summary>
    /// Reads every slot once, to no end but that it lies near when it is written; see <see cref="SlotCursors"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Touch(RowRank[] ranks, ReadOnlySpan<int> slots)
    {
        var sum = 0L;
        foreach (var slot in slots)
        {
            sum += ranks[Math.Max(slot, 0)].EventTime;
        }

        return sum;
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void HandOn(int firstEntity, int endEntity)
    {
        var ranks = _ranks[0];
        for (var entity = firstEntity; entity < endEntity; entity++)
        {
            var (start, end) = _spine.Slots(entity);
            for (var slot = start; slot < end; slot++)
            {
                for (var part = 1; part < _ranks.Length; part++)
                {
                    ranks[slot].Offer(_ranks[part][slot]);
                }

                if (slot > start)
                {
                    ranks[slot].Offer(ranks[slot - 1]);
                }
            }
        }
    }

    /// <summary>Where rows may be retracted the greatest cannot be handed on; all rows lie in one part then.</summary>
    private void FindRevised(DuckDbConnection connection, TablePart part, CancellationToken cancellationToken) =>
        (_ranks[part.Number], _rows[part.Number]) = RevisedRows.Read(connection, _table, part, _view, _spine.Keys, adds: false, _context.AsOf, cancellationToken).At(_spine);

    private ViewColumns Gather()
    {
        var chosen = new ChosenRows(_rows);
        _context.ForEach(_spine.SlotCount, (first, end) =>
        {
            for (var slot = first; slot < end; slot++)
            {
                if (Judge(slot) == FeatureStatus.Present)
                {
                    chosen.Add(_ranks[0][slot].Row);
                }
            }
        });
        chosen.Seal();
        var values = RowValues.Read(_context, _table, _view, _parts, chosen);

        var places = new int[_spine.RowCount];
        var output = new ViewColumns(_view, values, places);
        _context.ForEach(_spine.RowCount, (first, end) =>
        {
            places.AsSpan(first..end).Fill(-1);
            output.Set(first..end, FeatureStatus.NotFound, ViewColumns.NoEvent);
        });
        _context.ForEach(_spine.SlotCount, (first, end) =>
        {
            for (var slot = first; slot < end; slot++)
            {
                ref readonly var rank = ref _ranks[0][slot];
                if (rank.HasRow)
                {
                    var row = _spine.Rows[slot];
                    var status = Judge(slot);
                    output.Set(row, status, rank.EventTime);
                    places[row] = status == FeatureStatus.Present ? chosen.PlaceOf(rank.Row) : -1;
                }
            }
        });
        return output;
    }

    private FeatureStatus Judge(int slot)
    {
        ref readonly var rank = ref _ranks[0][slot];
        return RowLookup.Judge(
            rank.HasRow ? new EventOrder(new Instant(rank.EventTime), new Instant(rank.KnownAt), rank.Sequence) : null, new Instant(_spine.Times[slot]), _view.Ttl);
    }
}
