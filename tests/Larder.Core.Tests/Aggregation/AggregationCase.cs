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
public sealed record AggregationCase(IReadOnlyList<NaiveEvent> Events, AggregatePlan Plan, IReadOnlyList<Instant> Times, Instant Horizon)
{
    private const int Number = 0;
    private const int Whole = 1;
    private const int Text = 2;
    private const int Flag = 3;

    private static readonly ColumnType[] Inputs = [ColumnType.Float64, ColumnType.Int64, ColumnType.String, ColumnType.Boolean];

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
        }

        return events;
    }

    public override string ToString() =>
        $"tile {Plan.Tile}, {Plan.Edges}, horizon {Horizon}, at {string.Join(", ", Times)}\n  {string.Join("\n  ", NaiveEvent.InTotalOrder(Events))}";

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
        var windows = widths.Select(w => (Window?)Window.Of(TimeSpan.FromMicroseconds(w))).Append(withLifetime ? Window.Lifetime : null).OfType<Window>().ToArray();
        var tile = TimeSpan.FromMicroseconds((step * Pick(random, 1, 2, 3, 7)) + random.Next(2));
        var plan = new AggregatePlan(Inputs, [.. windows.SelectMany(Specs)], new WindowEdges(random.Next(2) == 0, random.Next(2) == 0), tile);

        var horizon = start + (step * random.Next(-5, 12));
        var times = Enumerable.Range(0, 3).Select(_ => new Instant(Time(random, events, start, step, widths))).ToArray();
        return new AggregationCase(events, plan, times, new Instant(horizon));
    }

    private static IEnumerable<AggregationSpec> Specs(Window window)
    {
        foreach (var filter in (int[])[-1, Flag])
        {
            yield return new(AggregationKind.Count, -1, filter, window);
            yield return new(AggregationKind.SecondsSinceLast, -1, filter, window);
            yield return new(AggregationKind.Sum, Number, filter, window);
            yield return new(AggregationKind.Mean, Number, filter, window);
            yield return new(AggregationKind.Min, Number, filter, window);
            yield return new(AggregationKind.Max, Number, filter, window);
            yield return new(AggregationKind.Sum, Whole, filter, window);
            yield return new(AggregationKind.Min, Whole, filter, window);
            yield return new(AggregationKind.Max, Whole, filter, window);
            yield return new(AggregationKind.CountDistinct, Whole, filter, window);
            yield return new(AggregationKind.CountDistinct, Number, filter, window);
            yield return new(AggregationKind.CountDistinct, Text, filter, window);
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
            ]);
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
