using System.Numerics;
using Larder.Aggregation;
using Larder.Types;

namespace Larder.Reference;

/// <summary>Each aggregation computed from the list of the events that count, as its definition says.</summary>
internal static class NaiveAggregations
{
    public static FeatureValue Compute(IReadOnlyList<NaiveEvent> events, ColumnType? type, AggregationSpec spec, IReadOnlyList<TimeSpan> tiles, Instant at)
    {
        FeatureValue[] values = spec.Input < 0 ? [] : [.. events.Select(e => e.Inputs[spec.Input])];
        long[] times = [.. events.Select(e => e.Order.EventTime.Microseconds)];
        return spec.Kind switch
        {
            AggregationKind.Count => FeatureValue.From((long)events.Count),
            AggregationKind.Sum when type == ColumnType.Int64 => Integer(values.Aggregate(BigInteger.Zero, (sum, v) => sum + v.AsInt64())),
            AggregationKind.CountDistinct => FeatureValue.From((long)values.Select(Canonical).Distinct().Count()),
            AggregationKind.ApproxCountDistinct => FeatureValue.From(NaiveSketches.Distinct(values.Select(Canonical), spec.Count)),
            AggregationKind.Streak => FeatureValue.From((long)values.Reverse().TakeWhile(v => v.AsBoolean()).Count()),
            AggregationKind.LongestStreak => FeatureValue.From((long)Longest(values)),
            AggregationKind.Sum => Double(NaiveTiles.Sum(events, spec.Input, tiles)),
            AggregationKind.DecayedSum => Double(NaiveTiles.Decayed(events, spec, tiles, at).Sum),
            _ when events.Count == 0 => FeatureValue.Null,
            AggregationKind.DecayedMean => Double(NaiveTiles.Decayed(events, spec, tiles, at).Mean),
            AggregationKind.Mean => Double(NaiveTiles.Sum(events, spec.Input, tiles) / values.Length),
            AggregationKind.VariancePop => Variance(events, spec, tiles, sample: false),
            AggregationKind.VarianceSample => Variance(events, spec, tiles, sample: true),
            AggregationKind.StdDevPop => Root(Variance(events, spec, tiles, sample: false)),
            AggregationKind.StdDevSample => Root(Variance(events, spec, tiles, sample: true)),
            AggregationKind.Min => values.Aggregate((best, v) => Compare(v, best) < 0 ? v : best),
            AggregationKind.Max => values.Aggregate((best, v) => Compare(v, best) > 0 ? v : best),
            AggregationKind.First => values[0],
            AggregationKind.Last => values[^1],
            AggregationKind.FirstN => List(type, values.Take(spec.Count)),
            AggregationKind.LastN => List(type, values.TakeLast(spec.Count)),
            AggregationKind.FirstDistinctN => List(type, values.DistinctBy(Canonical).Take(spec.Count)),
            AggregationKind.LastDistinctN => List(type, values.Reverse().DistinctBy(Canonical).Take(spec.Count).Reverse()),
            AggregationKind.TopK => List(type, Counted(values).OrderByDescending(c => c.Count).ThenBy(c => c.Value, Comparer<FeatureValue>.Create(Compare)).Take(spec.Count).Select(c => c.Value)),
            AggregationKind.Histogram => FeatureValue.From(new FeatureMap<long>(Counted(values).Select(c => KeyValuePair.Create(c.Value.ToString(), c.Count)))),
            AggregationKind.ApproxPercentile => FeatureValue.From(Percentile(values, spec, spec.Percentiles[0])),
            AggregationKind.ApproxPercentiles => FeatureValue.From(spec.Percentiles.Select(p => Percentile(values, spec, p)).ToArray()),
            AggregationKind.SecondsSinceFirst => FeatureValue.From((at.Microseconds - times[0]) / 1_000_000d),
            AggregationKind.SecondsSinceLast => FeatureValue.From((at.Microseconds - times[^1]) / 1_000_000d),
            AggregationKind.MeanGapSeconds => times.Length < 2 ? FeatureValue.Null : FeatureValue.From((times[^1] - times[0]) / 1_000_000d / (times.Length - 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "no naive twin"),
        };
    }

    /// <summary>The processor may choose among several NaNs, so a computed one has one form.</summary>
    private static FeatureValue Double(double value) => FeatureValue.From(double.IsNaN(value) ? double.NaN : value);

    private static FeatureValue Integer(BigInteger sum) =>
        sum >= long.MinValue && sum <= long.MaxValue ? FeatureValue.From((long)sum) : FeatureValue.Invalid;

    private static FeatureValue Root(FeatureValue variance) => variance.IsNull ? variance : Double(Math.Sqrt(variance.AsFloat64()));

    private static FeatureValue Variance(IReadOnlyList<NaiveEvent> events, AggregationSpec spec, IReadOnlyList<TimeSpan> tiles, bool sample)
    {
        var by = events.Count - (sample ? 1 : 0);
        return by < 1 ? FeatureValue.Null : Double(NaiveTiles.Moments(events, spec.Input, tiles).Squares / by);
    }

    private static double Percentile(FeatureValue[] values, AggregationSpec spec, double percentile) => NaiveSketches.Near(
        values.Order(Comparer<FeatureValue>.Create(Compare)).ElementAt((int)Math.Floor(percentile / 100 * (values.Length - 1))).AsFloat64(), spec.Number);

    private static int Longest(FeatureValue[] values)
    {
        var (longest, run) = (0, 0);
        foreach (var value in values)
        {
            run = value.AsBoolean() ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static IEnumerable<(FeatureValue Value, long Count)> Counted(IEnumerable<FeatureValue> values) =>
        values.GroupBy(Canonical).Select(g => (g.Key, (long)g.Count()));

    private static FeatureValue Canonical(FeatureValue value) =>
        value.Type != ColumnType.Float64 ? value : value.AsFloat64() == 0 ? FeatureValue.From(0d) : Double(value.AsFloat64());

    private static FeatureValue List(ColumnType? type, IEnumerable<FeatureValue> values) => type switch
    {
        ColumnType.String => FeatureValue.From(values.Select(v => v.AsString()!).ToArray()),
        ColumnType.Float64 => FeatureValue.From(values.Select(v => v.AsFloat64()).ToArray()),
        _ => FeatureValue.From(values.Select(v => v.AsInt64()).ToArray()),
    };

    /// <summary>Numeric order, NaN last, -0 equal to 0; text by its characters' codes.</summary>
    private static int Compare(FeatureValue left, FeatureValue right)
    {
        if (left.Type == ColumnType.String)
        {
            return StringComparer.Ordinal.Compare(left.AsString(), right.AsString());
        }

        if (left.Type != ColumnType.Float64)
        {
            return left.AsInt64().CompareTo(right.AsInt64());
        }

        var (a, b) = (left.AsFloat64(), right.AsFloat64());
        return double.IsNaN(a) ? (double.IsNaN(b) ? 0 : 1) : double.IsNaN(b) ? -1 : a < b ? -1 : a > b ? 1 : 0;
    }
}
