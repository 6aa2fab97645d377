using Larder.Aggregation;
using Larder.Types;

namespace Larder.Bench.Windows;

/// <summary>Events of one key over 90 days with an amount and one of a thousand codes, and queries in any order over the same time.</summary>
internal sealed class WindowsHotData
{
    private const long Span = 90L * 86_400_000_000;

    public WindowsHotData(int events, int queries, int k)
    {
        var random = new Random(914);
        K = k;
        Times = [.. Enumerable.Range(0, events).Select(_ => random.NextInt64(Span)).Order()];
        Amounts = [.. Enumerable.Range(0, events).Select(_ => random.NextDouble() * 100)];
        Codes = [.. Enumerable.Range(0, events).Select(_ => (long)(1_000 * Math.Pow(random.NextDouble(), 2)))];
        Queries = [.. Enumerable.Range(0, queries).Select(_ => random.NextInt64(Span))];
        Events = new EntityEvents([ColumnType.Float64, ColumnType.Int64]);
        for (var row = 0; row < events; row++)
        {
            var time = new Instant(Times[row]);
            Events.Add(new EventOrder(time, time, row), [FeatureValue.From(Amounts[row]), FeatureValue.From(Codes[row])]);
        }

        Plan = new AggregatePlan(
            [ColumnType.Float64, ColumnType.Int64],
            [.. Windows.SelectMany(w => new AggregationSpec[] { new(AggregationKind.Mean, 0, -1, w), new(AggregationKind.TopK, 1, -1, w) { Count = k } })],
            default,
            TileGrid.Default);
    }

    public static IReadOnlyList<Window> Windows { get; } = [Window.Hours(1), Window.Days(1), Window.Days(30), Window.Lifetime];

    public int K { get; }

    public long[] Times { get; }

    public double[] Amounts { get; }

    public long[] Codes { get; }

    public long[] Queries { get; }

    public EntityEvents Events { get; }

    public AggregatePlan Plan { get; }
}
