using Larder.Aggregation;
using Larder.Types;

namespace Larder.Reference;

/// <summary>The folds whose last bits depend on the order of operations: within the smallest tile, then tile by tile, the widest last.</summary>
internal static class NaiveTiles
{
    /// <summary>The floor of the quotient: tiles before 1970 are half-open too.</summary>
    public static long TileOf(long time, long width) => (time / width) - (time % width < 0 ? 1 : 0);

    public static double Sum(IReadOnlyList<NaiveEvent> events, int input, IReadOnlyList<TimeSpan> tiles) =>
        Fold(events, tiles, 0d, (sum, e) => sum + e.Inputs[input].AsFloat64(), (a, b) => a + b);

    /// <summary>Welford's update and the merge of Chan, Golub and LeVeque.</summary>
    public static (long Count, double Mean, double Squares) Moments(IReadOnlyList<NaiveEvent> events, int input, IReadOnlyList<TimeSpan> tiles) =>
        Fold<(long Count, double Mean, double Squares)>(
            events,
            tiles,
            default,
            (m, e) =>
            {
                var delta = e.Inputs[input].AsFloat64() - m.Mean;
                var mean = m.Mean + (delta / (m.Count + 1));
                return (m.Count + 1, mean, m.Squares + (delta * (e.Inputs[input].AsFloat64() - mean)));
            },
            (a, b) =>
            {
                var share = (double)b.Count / (a.Count + b.Count);
                var delta = b.Mean - a.Mean;
                return (a.Count + b.Count, a.Mean + (delta * share), a.Squares + b.Squares + (delta * delta * share * a.Count));
            });

    public static (double Sum, double Mean) Decayed(IReadOnlyList<NaiveEvent> events, AggregationSpec spec, IReadOnlyList<TimeSpan> tiles, Instant at)
    {
        if (events.Count == 0)
        {
            return default;
        }

        var halfLife = (long)Math.Round(spec.Number * 1e6);
        double Kept(long from, long to) => FeatureMath.Exp2(-(double)(to - from) / halfLife);
        (long Time, double Weight, double Sum) Merge((long Time, double Weight, double Sum) a, (long Time, double Weight, double Sum) b) => a.Weight == 0
            ? b
            : (b.Time, (a.Weight * Kept(a.Time, b.Time)) + b.Weight, (a.Sum * Kept(a.Time, b.Time)) + b.Sum);
        var all = Fold<(long Time, double Weight, double Sum)>(
            events, tiles, default, (state, e) => Merge(state, (e.Order.EventTime.Microseconds, 1, e.Inputs[spec.Input].AsFloat64())), Merge);
        return (all.Sum * Kept(all.Time, at.Microseconds), all.Sum / all.Weight);
    }

    private static T Fold<T>(IReadOnlyList<NaiveEvent> events, IReadOnlyList<TimeSpan> tiles, T empty, Func<T, NaiveEvent, T> add, Func<T, T, T> merge)
    {
        if (tiles.Count == 0)
        {
            return events.Aggregate(empty, add);
        }

        var folds = events
            .GroupBy(e => TileOf(e.Order.EventTime.Microseconds, tiles[^1].Ticks / TimeSpan.TicksPerMicrosecond))
            .Select(tile => Fold([.. tile], [.. tiles.SkipLast(1)], empty, add, merge))
            .ToArray();
        return folds.Length == 0 ? empty : folds.Aggregate(merge);
    }
}
