using FsCheck;
using FsCheck.Fluent;
using Larder.Aggregation;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>
/// A generated question to the kernel. Times lie on a coarse grid around a base (also before 1970), so that ties and events exactly on
/// window edges and tile borders are common; everything is moved off the grid by a microsecond now and then.
/// </summary>
public sealed record AggregationCase(
    IReadOnlyList<NaiveEvent> Events, AggregatePlan Plan, IReadOnlyList<TimeSpan> Tiles, IReadOnlyList<Instant> Times, Instant Horizon, int FewRows)
{
    private const int Number = 0;
    private const int Whole = 1;
    private const int Text = 2;
    private const int Flag = 3;

    private static readonly ColumnType[] Inputs = [ColumnType.Float64, ColumnType.Int64, ColumnType.String, ColumnType.Boolean];

    private static readonly string[] Zones = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"];

    private static readonly double[] Special =
    [
        double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001), double.PositiveInfinity, double.NegativeInfinity,
        -0.0, 0.0, double.Epsilon, double.MaxValue, double.MinValue,
    ];

    public static Arbitrary<AggregationCase> Any(bool withLifetime) =>
        Arb.From((from seed in Gen.Choose(0, int.MaxValue) from count in Gen.Choose(0, 24) select Create(new Random(seed), count, withLifetime)), Smaller);

    /// <summary>The events in the form the kernel reads.</summary>
    public EntityEvents Prepare(Func<NaiveEvent, bool>? keep = null)
    {
        var events = new EntityEvents(Plan.Inputs);
        foreach (var e in NaiveEvent.InTotalOrder(Events).Where(e => keep is null || keep(e)))
        {
            events.Add(e.Order, [.. e.Inputs]);
            if (e.RetractedAt is { } retracted)
            {
                events.Retract(events.Count - 1, retracted);
            }
        }

        return events;
    }

    public override string ToString() =>
        $"tiles {Plan.Grid}, few rows {FewRows}, {Plan.Edges}, horizon {Horizon}, at {string.Join(", ", Times)}\n  {string.Join("\n  ", NaiveEvent.InTotalOrder(Events))}";

    private static IEnumerable<AggregationCase> Smaller(AggregationCase c)
    {
        foreach (var gone in c.Events)
        {
            yield return c with { Events = [.. c.Events.Where(e => e != gone)] };
        }

        foreach (var time in c.Times.Where(_ => c.Times.Count > 1))
        {
            yield return c with { Times = [time] };
        }
    }

    private static AggregationCase Create(Random random, int count, bool withLifetime)
    {
        var step = Pick(random, 1L, 1_000_000L, 6 * 3_600_000_000L);
        var start = Pick(random, 0L, -step, -100 * step, 1_300_000_000_000_000L);
        var events = Enumerable.Range(0, count).Select(sequence => Event(random, start, step, sequence)).ToArray();
        random.Shuffle(events);
        var widths = new[] { step * random.Next(1, 6), (step * random.Next(1, 20)) + random.Next(2) };
        TimeSpan[] tiles = Grid(random, step);
        var aggregations = Windows(random, step, widths, withLifetime).SelectMany(Specs).ToArray();
        random.Shuffle(aggregations);
        var edges = new WindowEdges(random.Next(2) == 0, random.Next(2) == 0);
        var plan = new AggregatePlan(Inputs, aggregations[..16], edges, TileGrid.OfAny(tiles));

        var horizon = start + (step * random.Next(-5, 12));
        var times = Enumerable.Range(0, 8).Select(_ => new Instant(Time(random, events, start, step, widths)));
        return new AggregationCase(events, plan, tiles, [.. random.Next(4) > 0 ? times.Order() : times], new Instant(horizon), Pick(random, 0, 0, 4, 64));
    }

    /// <summary>One to three levels.</summary>
    private static TimeSpan[] Grid(Random random, long step)
    {
        var widths = new List<long> { (step * Pick(random, 1, 2, 3, 7)) + random.Next(2) };
        for (var level = random.Next(3); level > 0; level--)
        {
            widths.Add(widths[^1] * random.Next(2, 4));
        }

        return [.. widths.Select(w => TimeSpan.FromMicroseconds(w))];
    }

    private static IEnumerable<Window> Windows(Random random, long step, long[] widths, bool withLifetime)
    {
        foreach (var width in widths)
        {
            yield return Window.Of(TimeSpan.FromMicroseconds(width));
        }

        if (withLifetime)
        {
            yield return Window.Lifetime;
            yield return Window.Session(TimeSpan.FromMicroseconds(step * random.Next(1, 4)));
        }

        yield return Window.Tumbling(TimeSpan.FromMicroseconds(widths[0]));
        yield return Window.CalendarDays(random.Next(1, 4), Pick(random, Zones));
        yield return Window.WholeCalendarDays(random.Next(1, 4), Pick(random, Zones));
    }

    private static IEnumerable<AggregationSpec> Specs(Window window)
    {
        foreach (var (filter, bucket) in new[] { (-1, -1), (Flag, -1), (-1, Text), (Flag, Text) })
        {
            AggregationSpec Of(AggregationKind kind, int input) => new(kind, input, filter, window) { Bucket = bucket };

            foreach (var kind in new[] { AggregationKind.Count, AggregationKind.SecondsSinceFirst, AggregationKind.SecondsSinceLast, AggregationKind.MeanGapSeconds })
            {
                yield return Of(kind, -1);
            }

            foreach (var kind in new[]
            {
                AggregationKind.Sum, AggregationKind.Mean, AggregationKind.Min, AggregationKind.Max, AggregationKind.VariancePop,
                AggregationKind.VarianceSample, AggregationKind.StdDevPop, AggregationKind.StdDevSample, AggregationKind.First, AggregationKind.Last,
            })
            {
                yield return Of(kind, Number);
            }

            foreach (var kind in new[] { AggregationKind.Sum, AggregationKind.Min, AggregationKind.Max, AggregationKind.CountDistinct, AggregationKind.Last })
            {
                yield return Of(kind, Whole);
            }

            yield return Of(AggregationKind.CountDistinct, Text);
            yield return Of(AggregationKind.CountDistinct, Number);
            yield return Of(AggregationKind.Streak, Flag);
            yield return Of(AggregationKind.LongestStreak, Flag);
            yield return Of(AggregationKind.DecayedSum, Number) with { Number = 3.7 };
            yield return Of(AggregationKind.DecayedMean, Number) with { Number = 40_000 };
            foreach (var input in new[] { Number, Whole, Text })
            {
                yield return Of(AggregationKind.FirstN, input) with { Count = 3 };
                yield return Of(AggregationKind.LastN, input) with { Count = 3 };
                yield return Of(AggregationKind.FirstDistinctN, input) with { Count = 2 };
                yield return Of(AggregationKind.LastDistinctN, input) with { Count = 2 };
            }

            yield return Of(AggregationKind.First, Text);
            yield return Of(AggregationKind.Last, Text);
            yield return Of(AggregationKind.TopK, Text) with { Count = 2 };
            yield return Of(AggregationKind.TopK, Whole) with { Count = 3 };
            if (bucket < 0)
            {
                yield return Of(AggregationKind.Last, Flag);
                yield return Of(AggregationKind.Histogram, Text);
            }
        }
    }

    /// <summary>At an event, or where an event lies on the trailing edge of a window; sometimes a microsecond beside.</summary>
    private static long Time(Random random, NaiveEvent[] events, long start, long step, long[] widths)
    {
        var anchor = events.Length == 0 ? start : Pick(random, events).Order.EventTime.Microseconds;
        return anchor + Pick(random, 0, widths[0], widths[1], step) + Pick(random, 0, 0, 0, 1, -1);
    }

    private static NaiveEvent Event(Random random, long start, long step, int sequence)
    {
        var time = start + (step * random.Next(-8, 20)) + (random.Next(8) == 0 ? 1 : 0);
        var known = time + (random.Next(4) == 0 ? step * random.Next(-2, 12) : 0);
        return new NaiveEvent(
            new EventOrder(new Instant(time), new Instant(known), sequence),
            [
                random.Next(5) == 0 ? FeatureValue.Null : FeatureValue.From(random.Next(6) == 0 ? Pick(random, Special) : (random.NextDouble() - 0.5) * 1e3),
                random.Next(5) == 0 ? FeatureValue.Null : FeatureValue.From(random.Next(250) == 0 ? long.MaxValue - random.Next(3) : random.NextInt64(-4, 5)),
                random.Next(5) == 0 ? FeatureValue.Null : FeatureValue.From(Pick(random, string.Empty, "a", "A", "ä", "日本", "🥫")),
                random.Next(5) == 0 ? FeatureValue.Null : FeatureValue.From(random.Next(3) > 0),
            ])
        {
            RetractedAt = random.Next(5) == 0 ? new Instant(known + (step * random.Next(-1, 12))) : null,
        };
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
