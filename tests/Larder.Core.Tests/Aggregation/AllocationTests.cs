using Larder.Aggregation;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>Allocated bytes are the gate of the read path: unlike time they are the same on every machine.</summary>
public class AllocationTests
{
    [Fact]
    public void Folding_prepared_events_allocates_nothing()
    {
        var (plan, events) = Prepared();
        var kernel = plan.CreateKernel();
        var results = new FeatureValue[plan.Aggregations.Count];
        var at = Events.Minute(60);
        for (var warmUp = 0; warmUp < 100; warmUp++)
        {
            kernel.Evaluate(events, at, results);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            kernel.Evaluate(events, at, results);
            kernel.NewestEvent(events, at);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        results[0].ShouldBe(FeatureValue.From(500L));
    }

    private static (AggregatePlan Plan, EntityEvents Events) Prepared()
    {
        ColumnType[] inputs = [ColumnType.Float64, ColumnType.Int64, ColumnType.String, ColumnType.Boolean];
        AggregationSpec[] specs =
        [
            .. new[] { Window.Hours(2), Window.Lifetime }.SelectMany(w => new AggregationSpec[]
            {
                new(AggregationKind.Count, -1, -1, w),
                new(AggregationKind.Count, -1, 3, w),
                new(AggregationKind.Sum, 0, -1, w),
                new(AggregationKind.Sum, 1, -1, w),
                new(AggregationKind.Mean, 0, -1, w),
                new(AggregationKind.Min, 0, -1, w),
                new(AggregationKind.Max, 1, -1, w),
                new(AggregationKind.CountDistinct, 1, -1, w),
                new(AggregationKind.CountDistinct, 2, -1, w),
                new(AggregationKind.SecondsSinceLast, -1, -1, w),
            }),
        ];
        var events = new EntityEvents(inputs);
        for (var i = 0; i < 500; i++)
        {
            events.Add(
                new EventOrder(Events.Minute(i / 10d), Events.Minute(i / 10d), i),
                [FeatureValue.From(i / 3d), FeatureValue.From((long)i % 97), FeatureValue.From($"p{i % 61}"), FeatureValue.From(i % 2 == 0)]);
        }

        return (new AggregatePlan(inputs, specs, default, TileGrid.Of(TimeSpan.FromMinutes(10))), events);
    }
}
