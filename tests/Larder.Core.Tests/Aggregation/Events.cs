using Larder.Aggregation;
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
        return results[0];
    }
}
