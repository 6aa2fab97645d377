using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Core.Tests.Aggregation.Tiles;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>Short forms for named cases: times in minutes after the epoch, one input.</summary>
internal static class Events
{
    public static Instant Minute(double minute) => new((long)(minute * 60_000_000));

    /// <summary>Events known when they happen.</summary>
    public static EntityEvents Of(ColumnType type, params (double Minute, FeatureValue Value)[] events)
    {
        var all = new EntityEvents([type]);
        foreach (var (sequence, (minute, value)) in events.Index())
        {
            all.Add(new EventOrder(Minute(minute), Minute(minute), sequence), [value]);
        }

        return all;
    }

    public static EntityEvents Numbers(params (double Minute, double Value)[] events) =>
        Of(ColumnType.Float64, [.. events.Select(e => (e.Minute, FeatureValue.From(e.Value)))]);

    /// <summary>One aggregation over the one input.</summary>
    public static FeatureValue Compute(
        this EntityEvents events, AggregationKind kind, Window window, Instant at, WindowEdges edges = default, TimeSpan? tile = null)
    {
        var input = kind is AggregationKind.Count or AggregationKind.SecondsSinceLast ? -1 : 0;
        var plan = new AggregatePlan([events.Inputs[0].Type], [new(kind, input, -1, window)], edges, tile is { } width ? TileGrid.Of(width) : TileGrid.Default);
        var results = new FeatureValue[1];
        plan.CreateKernel().Evaluate(events, at, results);
        var expected = results[0];

        // Few events have no tiles by themselves: the same through cached tiles, stored tiles and streamed tiles, of every layout.
        if (events.Count > 64)
        {
            return expected;
        }

        var tiled = new AggregationKernel(plan, fewRows: 0);
        for (var round = 0; round < 2; round++)
        {
            tiled.Evaluate(events, at, results);
            results[0].ShouldBe(expected, "by cached tiles");
        }

        foreach (var layout in StoredEntity.SmallLayouts)
        {
            StoredEntity.Of(plan, events, layout).Read(plan, new TileReader(plan, new TileCache()), at, results);
            results[0].ShouldBe(expected, $"by stored tiles, {layout}");
            Streamed(plan, events, layout).Read(plan, new TileReader(plan, new TileCache()), at, results);
            results[0].ShouldBe(expected, $"by streamed tiles, {layout}");
        }

        return expected;
    }

    private static StoredEntity Streamed(AggregatePlan plan, EntityEvents events, TileLayout layout)
    {
        var (entity, updater) = (new StoredEntity(), new EntityUpdater(plan, layout));
        for (var row = events.Count - 1; row >= 0; row--)
        {
            var e = new NaiveEvent(events.Order(row), [.. events.Inputs.Select((_, input) => events.Input(input, row))])
            {
                RetractedAt = events.IsRetracted(row) ? new Instant(events.RetractedAts[row]) : null,
            };
            entity.Apply(updater, [e], e.RetractedAt is null ? [] : [e]);
        }

        return entity;
    }
}
