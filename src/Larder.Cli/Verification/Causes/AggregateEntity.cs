using Larder.Aggregation;
using Larder.Catalog;
using Larder.Types;

namespace Larder.Cli.Verification.Causes;

/// <summary>An entity's events of an aggregate view, folded also without those before a horizon and with ties in other orders.</summary>
internal sealed class AggregateEntity(CompiledAggregateView view, EntityEvents events) : IEntityRows
{
    /// <summary>Most events folded in all while orders are tried.</summary>
    private const int MostFolded = 4_000_000;
    private const int FewestOrders = 4;
    private const int MostOrders = 200;

    private readonly AggregateEvaluator _evaluator = new(view);

    public SourceRow At(Instant at) => Evaluate(events, at);

    public IEnumerable<OtherRow> Others(Instant at, IReadOnlyList<Instant> horizons) => Expired(at, horizons).Concat(Reordered(at));

    private IEnumerable<OtherRow> Expired(Instant at, IReadOnlyList<Instant> horizons)
    {
        foreach (var horizon in horizons)
        {
            var kept = Rows(row => !(events.EventTimes[row] < horizon.Microseconds && events.SettledAt(row) <= horizon.Microseconds));
            if (kept.Length < events.Count)
            {
                var evidence = $"{Count(events.Count - kept.Length, "event")} before the store's horizon {horizon} left out, the newest of {new Instant(events.EventTimes[events.Count - kept.Length - 1])}";
                yield return new OtherRow(DifferenceCause.Expiry, Evaluate(Take(kept, row => events.Order(row), retracts: true), at), evidence);
            }
        }
    }

    private IEnumerable<OtherRow> Reordered(Instant at)
    {
        var visible = Rows(row => events.EventTimes[row] <= at.Microseconds && events.IsVisible(row, at));
        var times = visible.Select(row => events.EventTimes[row]).ToArray();
        foreach (var order in TieOrders.Of(times, Math.Clamp(MostFolded / Math.Max(1, visible.Length), FewestOrders, MostOrders)))
        {
            // All count at the time: places among those of one time are told by a sequence of their own.
            var place = 0L;
            var reordered = Take([.. order.Select(i => visible[i])], row => new EventOrder(new Instant(events.EventTimes[row]), new Instant(events.EventTimes[row]), place++), retracts: false);
            var moved = TieOrders.Moved(order).Take(2).Select(i => visible[i]).ToArray();
            var evidence = $"the events of {new Instant(events.EventTimes[moved[0]])} with sequences {string.Join(", ", moved.Select(row => events.Sequences[row]))} in the other order";
            yield return new OtherRow(DifferenceCause.Tie, Evaluate(reordered, at), evidence);
        }
    }

    private SourceRow Evaluate(EntityEvents some, Instant at)
    {
        var newest = _evaluator.Evaluate(some, at);
        return new SourceRow([.. _evaluator.Features], newest is null ? FeatureStatus.NotFound : FeatureStatus.Present, newest);
    }

    private int[] Rows(Func<int, bool> takes) => [.. Enumerable.Range(0, events.Count).Where(takes)];

    private EntityEvents Take(int[] rows, Func<int, EventOrder> order, bool retracts)
    {
        var taken = new EntityEvents(view.Plan.Inputs);
        foreach (var row in rows)
        {
            taken.Add(order(row), [.. Enumerable.Range(0, view.Plan.Inputs.Count).Select(input => events.Input(input, row))]);
            if (retracts && events.IsRetracted(row))
            {
                taken.Retract(taken.Count - 1, new Instant(events.RetractedAts[row]));
            }
        }

        return taken;
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";
}
