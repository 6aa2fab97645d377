using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation.Explaining;

/// <summary>
/// Shows how the kernel makes the value of an aggregation, with the kernel's own parts: its bounds find the window, its index the tiles, and its folds
/// give the value of each tile, of all up to it, and of the window.
/// </summary>
public sealed class AggregationExplainer
{
    private readonly AggregatePlan _plan;
    private readonly FoldFactory _folds;
    private readonly TileIndex _index;

    /// <summary>Creates an explainer; one per thread.</summary>
    public AggregationExplainer(AggregatePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _folds, _index) = (plan, new FoldFactory(plan.Inputs, plan.Grid, TileIndex.FewRows), new TileIndex(plan.Grid));
    }

    /// <summary>Explains one aggregation of an entity at a time.</summary>
    /// <param name="events">The entity's events, in the total order.</param>
    /// <param name="aggregation">Its position in the plan.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="limits">How much is told one by one.</param>
    public ExplainedAggregation Explain(EntityEvents events, int aggregation, Instant at, ExplanationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(limits);
        var spec = _plan.Aggregations[aggregation];
        var window = spec.Window;
        var (from, to) = new WindowBounds(window).At(at);
        var toIsIn = _plan.Edges.LeadingInclusive && window.EndsAtQueryTime;
        var finder = new RangeFinder(window, _plan.Edges);
        finder.Attach(events);
        var found = finder.Find(at);

        // The kernel stops before the last events where they are not known yet; they are told all the same.
        var range = found with { End = Math.Max(found.End, RangeFinder.Seek(events.EventTimes, 0, to.Microseconds, after: toIsIn)) };
        range = range with { IsSettled = found.IsSettled && range.End == found.End };
        var fold = _folds.Create(spec);
        fold.Attach(events);
        _index.Build(events);

        var pieces = Cut(events, range, at);
        var skipped = Math.Max(0, pieces.Count - limits.Pieces);
        var told = pieces.Skip(skipped).Select(p => Explain(events, spec, fold, range, p, at, limits.Events)).ToArray();
        var first = skipped < pieces.Count ? pieces[skipped].Start : range.End;
        var earlier = skipped == 0 ? null : new EarlierPieces(skipped, first - range.Start, fold.Evaluate(range with { End = first }, at, unchanged: false));
        return new ExplainedAggregation(
            spec,
            from,
            to,
            !(_plan.Edges.TrailingExclusive && window.IsRolling),
            toIsIn,
            range.Start,
            events.Count - range.End,
            earlier,
            told,
            fold.Evaluate(found, at, unchanged: false));
    }

    /// <summary>The walk of the kernel over tiles: the widest whole one that fits, else what the window holds of a smallest one.</summary>
    private List<Piece> Cut(EntityEvents events, WindowRange range, Instant at)
    {
        var pieces = new List<Piece>();
        for (var row = range.Start; row < range.End;)
        {
            var level = _index.Levels - 1;
            while (level >= 0 && !IsWhole(level, row, range.End, at))
            {
                level--;
            }

            var end = level >= 0 ? _index.End(level, _index.TileOf(level, row)) : Math.Min(range.End, _index.End(0, _index.TileOf(0, row)));
            pieces.Add(new Piece(row, end, Math.Max(level, 0), IsWhole: level >= 0));
            row = end;
        }

        return pieces;
    }

    private bool IsWhole(int level, int row, int end, Instant at)
    {
        var tile = _index.TileOf(level, row);
        return _index.Start(level, tile) == row && _index.End(level, tile) <= end && _index.SettledAt(level, tile) <= at.Microseconds;
    }

    private ExplainedPiece Explain(EntityEvents events, AggregationSpec spec, Fold fold, WindowRange range, Piece piece, Instant at, int mostEvents)
    {
        var (start, end) = _plan.Grid.BoundsOf(piece.Level, events.EventTimes[piece.Start]);
        var rows = Enumerable.Range(piece.Start, piece.End - piece.Start);
        var alone = fold.Evaluate(range with { Start = piece.Start, End = piece.End }, at, unchanged: false);
        return new ExplainedPiece(
            new Instant(start),
            new Instant(end),
            piece.IsWhole,
            piece.End - piece.Start,
            rows.Count(row => FateOf(events, spec, row, at) == EventFate.Taken),
            [.. rows.Take(mostEvents).Select(row => Explain(events, spec, row, at))],
            alone,
            fold.Evaluate(range with { End = piece.End }, at, unchanged: false));
    }

    private static ExplainedEvent Explain(EntityEvents events, AggregationSpec spec, int row, Instant at) => new(
        events.Order(row),
        events.IsRetracted(row) ? new Instant(events.RetractedAts[row]) : null,
        FateOf(events, spec, row, at),
        spec.Input < 0 ? FeatureValue.Null : events.Input(spec.Input, row),
        spec.Bucket < 0 ? FeatureValue.Null : events.Input(spec.Bucket, row));

    private static EventFate FateOf(EntityEvents events, AggregationSpec spec, int row, Instant at)
    {
        if (events.KnownAts[row] > at.Microseconds)
        {
            return EventFate.NotKnownYet;
        }

        if (!events.IsVisible(row, at))
        {
            return EventFate.Retracted;
        }

        if (spec.Filter >= 0 && !events.Input(spec.Filter, row).AsBoolean())
        {
            return EventFate.FilteredOut;
        }

        if (spec.Input >= 0 && events.Input(spec.Input, row).IsNull)
        {
            return EventFate.NoValue;
        }

        return spec.Bucket >= 0 && events.Input(spec.Bucket, row).IsNull ? EventFate.NoBucket : EventFate.Taken;
    }

    /// <summary>Rows that are folded together.</summary>
    private readonly record struct Piece(int Start, int End, int Level, bool IsWhole);
}
