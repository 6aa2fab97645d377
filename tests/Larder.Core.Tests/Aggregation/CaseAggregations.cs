using Larder.Aggregation;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>Every window shape and every aggregation of the language over the inputs of cases, plain, filtered and in buckets.</summary>
internal static class CaseAggregations
{
    private const int Number = 0;
    private const int Whole = 1;
    private const int Text = 2;
    private const int Flag = 3;
    private const int Date = 4;

    public static readonly ColumnType[] Inputs = [ColumnType.Float64, ColumnType.Int64, ColumnType.String, ColumnType.Boolean, ColumnType.Timestamp];

    public static readonly string[] Zones =
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia"];

    public static IEnumerable<Window> Windows(Random random, long step, long[] widths, bool withLifetime)
    {
        foreach (var width in widths)
        {
            yield return Window.Of(TimeSpan.FromMicroseconds(width));
        }

        if (withLifetime)
        {
            yield return Window.Lifetime;
            if (random.Next(3) == 0)
            {
                yield return Window.Session(TimeSpan.FromMicroseconds(step * random.Next(1, 4)));
            }
        }

        yield return Window.Tumbling(TimeSpan.FromMicroseconds(widths[0]));
        yield return Window.CalendarDays(random.Next(1, 4), Zones[random.Next(Zones.Length)]);
        yield return Window.WholeCalendarDays(random.Next(1, 4), Zones[random.Next(Zones.Length)]);
    }

    public static IEnumerable<AggregationSpec> Of(Window window) =>
        new[] { (-1, -1), (Flag, -1), (-1, Text), (Flag, Text) }.SelectMany(f => Of(window, filter: f.Item1, bucket: f.Item2));

    private static IEnumerable<AggregationSpec> Of(Window window, int filter, int bucket)
    {
        AggregationSpec Of(AggregationKind kind, int input, int count = 1) => new(kind, input, filter, window) { Bucket = bucket, Count = count };

        foreach (var kind in new[] { AggregationKind.Count, AggregationKind.SecondsSinceFirst, AggregationKind.SecondsSinceLast, AggregationKind.MeanGapSeconds })
        {
            yield return Of(kind, -1);
        }

        foreach (var kind in new[]
        {
            AggregationKind.Sum, AggregationKind.Mean, AggregationKind.Min, AggregationKind.Max, AggregationKind.VariancePop, AggregationKind.VarianceSample,
            AggregationKind.StdDevPop, AggregationKind.StdDevSample, AggregationKind.First, AggregationKind.Last, AggregationKind.CountDistinct,
        })
        {
            yield return Of(kind, Number);
        }

        foreach (var kind in new[] { AggregationKind.Sum, AggregationKind.Min, AggregationKind.Max, AggregationKind.CountDistinct, AggregationKind.First, AggregationKind.Last })
        {
            yield return Of(kind, Whole);
        }

        yield return Of(AggregationKind.CountDistinct, Text);
        yield return Of(AggregationKind.ApproxCountDistinct, Whole, count: 4);
        yield return Of(AggregationKind.ApproxCountDistinct, Text, count: 6);
        yield return Of(AggregationKind.ApproxPercentile, Number) with { Percentiles = [37.5], Number = 0.01 };
        yield return Of(AggregationKind.ApproxPercentiles, Number) with { Percentiles = [0, 50, 90, 100], Number = 0.002 };
        yield return Of(AggregationKind.Streak, Flag);
        yield return Of(AggregationKind.LongestStreak, Flag);
        yield return Of(AggregationKind.DecayedSum, Number) with { Number = 3.7 };
        yield return Of(AggregationKind.DecayedMean, Number) with { Number = 40_000 };
        foreach (var input in new[] { Number, Whole, Text })
        {
            yield return Of(AggregationKind.FirstN, input, count: 3);
            yield return Of(AggregationKind.LastN, input, count: 3);
            yield return Of(AggregationKind.FirstDistinctN, input, count: 2);
            yield return Of(AggregationKind.LastDistinctN, input, count: 2);
        }

        yield return Of(AggregationKind.First, Text);
        yield return Of(AggregationKind.Last, Text);
        yield return Of(AggregationKind.TopK, Text, count: 2);
        yield return Of(AggregationKind.TopK, Whole, count: 3);
        if (bucket < 0)
        {
            yield return Of(AggregationKind.First, Flag);
            yield return Of(AggregationKind.Last, Flag);
            yield return Of(AggregationKind.First, Date);
            yield return Of(AggregationKind.Last, Date);
            yield return Of(AggregationKind.Histogram, Text);
        }
    }
}
