using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// The events of every entity of an aggregate view, without those that no window can reach any more: reads go back at most to
/// as-of minus lookback, and from there the widest window.
/// </summary>
internal sealed class AggregateRows : IOnlineRows
{
    private readonly KeyOrder _keys;
    private readonly EntityGroups _groups;
    private readonly CompiledAggregateView _view;
    private readonly Instant _asOf;
    private readonly Instant _horizonStart;

    private AggregateRows(CompiledAggregateView view, EntityGroups groups, Instant asOf, Instant horizonStart) =>
        (_view, _groups, _keys, _asOf, _horizonStart) = (view, groups, new KeyOrder(groups.Keys), asOf, horizonStart);

    public static AggregateRows Read(ScanContext context, OfflineTable table, CompiledAggregateView view, Instant horizonStart, KeyIndex? wanted) =>
        new(view, EntityGroups.Read(context, table, view, wanted).WithoutEmpty(view.Entity), context.AsOf, horizonStart);

    /// <summary>The instant from which on a view's events are needed.</summary>
    public static Instant HorizonOf(CompiledAggregateView view, Instant asOf, TimeSpan lookback) =>
        view.Plan.WidestWindow is { } widest ? asOf - lookback - widest : new Instant(long.MinValue);

    public int[] InKeyOrder(EntityKey? after) => _keys.After(after);

    public Func<int, OnlineWrite> NewEncoder() => new Encoder(this).Encode;

    /// <summary>The newest of the events before a row that was not retracted.</summary>
    private static Instant? NewestOf(EntityEvents events, int end)
    {
        var row = end - 1;
        while (row >= 0 && events.IsRetracted(row))
        {
            row--;
        }

        return row < 0 ? null : new Instant(events.EventTimes[row]);
    }

    /// <summary>Encodes entities with memory of its own.</summary>
    private sealed class Encoder(AggregateRows rows)
    {
        private readonly EntityEvents _events = new(rows._view.Plan.Inputs);
        private readonly EntityEvents _kept = new(rows._view.Plan.Inputs);
        private readonly EntityEncoder _encoder = new(rows._view.Plan);
        private readonly List<OnlineSegment> _segments = [];
        private readonly EntityGroups.Scratch _scratch = new(rows._view);

        /// <summary>The row's rank is led by the materialization's instant: a later one replaces it though no newer event came.</summary>
        public OnlineWrite Encode(int id)
        {
            rows._groups.Load(id, _events, _scratch);
            var newest = _events.Order(_events.Count - 1);
            _segments.Clear();
            var row = _encoder.Encode(Trim(_events), _segments);
            return new OnlineWrite(rows._keys[id], new EventOrder(rows._asOf, newest.EventTime, newest.Sequence), row) { Segments = _segments.Count == 0 ? null : [.. _segments] };
        }

        /// <summary>Leaves out events that happened, were known and, if ever, retracted before the horizon: no read that is allowed can miss them.</summary>
        private EntityEvents Trim(EntityEvents events)
        {
            var drop = 0;
            while (drop < events.Count && events.EventTimes[drop] < rows._horizonStart.Microseconds && events.SettledAt(drop) <= rows._horizonStart.Microseconds)
            {
                drop++;
            }

            if (drop == 0)
            {
                return events;
            }

            _kept.Clear();
            var inputs = new FeatureValue[rows._view.Inputs.Count];
            for (var row = drop; row < events.Count; row++)
            {
                for (var i = 0; i < inputs.Length; i++)
                {
                    inputs[i] = events.Input(i, row);
                }

                _kept.Add(events.Order(row), inputs);
                if (events.IsRetracted(row))
                {
                    _kept.Retract(row - drop, new Instant(events.RetractedAts[row]));
                }
            }

            _kept.CompleteFrom = rows._horizonStart;
            _kept.NewestBefore = NewestOf(events, drop);
            return _kept;
        }
    }
}
