using Larder.Aggregation;
using Larder.Types;

namespace Larder.Reference;

/// <summary>
/// DESIGN 2.4, 2.5 and 2.8 word by word: look at every event for every question, keep those in the window and known, put them into
/// tiles, fold each tile in total order, merge the folds in time order.
/// </summary>
public static class NaiveWindows
{
    /// <summary>The value of one aggregation at a time.</summary>
    /// <param name="events">All events of the entity, in any order.</param>
    /// <param name="inputs">The types of their inputs.</param>
    /// <param name="spec">What is computed.</param>
    /// <param name="edges">Which ends of the window are inclusive.</param>
    /// <param name="tile">The width of a tile.</param>
    /// <param name="at">The query time.</param>
    /// <exception cref="OverflowException">An integer sum does not fit 64 bits.</exception>
    public static FeatureValue Compute(
        IEnumerable<NaiveEvent> events, IReadOnlyList<ColumnType> inputs, AggregationSpec spec, WindowEdges edges, TimeSpan tile, Instant at)
    {
        var tiles = NaiveEvent.InTotalOrder(events.Where(e => IsIn(spec.Window, edges, e, at) && IsKnown(e, at) && Passes(spec, e) && HasValue(spec, e)))
            .GroupBy(e => TileOf(e, tile))
            .OrderBy(t => t.Key)
            .Select(t => t.Aggregate(NaiveFold.Empty, (fold, e) => fold.With(e, spec.Input)));
        return tiles.Aggregate(NaiveFold.Empty, (all, next) => all.MergedWith(next)).Finish(spec.Kind, spec.Input < 0 ? null : inputs[spec.Input], at);
    }

    /// <summary>The newest event time that any window ending at a time may see; null when there is none.</summary>
    public static Instant? NewestEvent(IEnumerable<NaiveEvent> events, WindowEdges edges, Instant at) =>
        events.Where(e => IsIn(Window.Lifetime, edges, e, at) && IsKnown(e, at)).Max(e => (long?)e.Order.EventTime.Microseconds) is { } newest
            ? new Instant(newest)
            : null;

    private static bool IsIn(Window window, WindowEdges edges, NaiveEvent e, Instant at)
    {
        var (time, end) = (e.Order.EventTime.Microseconds, at.Microseconds);
        var beforeEnd = edges.LeadingInclusive ? time <= end : time < end;
        if (window.Width is not { } width)
        {
            return beforeEnd;
        }

        var start = end - (width.Ticks / TimeSpan.TicksPerMicrosecond);
        return beforeEnd && (edges.TrailingExclusive ? time > start : time >= start);
    }

    private static bool IsKnown(NaiveEvent e, Instant at) => e.Order.KnownAt.Microseconds <= at.Microseconds;

    private static bool Passes(AggregationSpec spec, NaiveEvent e) => spec.Filter < 0 || e.Inputs[spec.Filter] == FeatureValue.From(true);

    private static bool HasValue(AggregationSpec spec, NaiveEvent e) => spec.Input < 0 || !e.Inputs[spec.Input].IsNull;

    private static decimal TileOf(NaiveEvent e, TimeSpan tile) =>
        decimal.Floor(e.Order.EventTime.Microseconds / ((decimal)tile.Ticks / TimeSpan.TicksPerMicrosecond));
}
