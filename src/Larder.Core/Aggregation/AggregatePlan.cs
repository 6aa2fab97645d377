using Larder.Types;

namespace Larder.Aggregation;

/// <summary>What an aggregate view computes: its prepared inputs, its aggregations over them, its window edges and tile grid.</summary>
/// <param name="Inputs">The types of the prepared inputs.</param>
/// <param name="Aggregations">The aggregations.</param>
/// <param name="Edges">The declared window edges.</param>
/// <param name="Grid">The grid that fixes the order of floating-point additions.</param>
public sealed record AggregatePlan(IReadOnlyList<ColumnType> Inputs, IReadOnlyList<AggregationSpec> Aggregations, WindowEdges Edges, TileGrid Grid)
{
    /// <summary>How far back the widest window can reach; null when one has no bound.</summary>
    public TimeSpan? WidestWindow => Aggregations.Any(a => a.Window.Reach is null) ? null : Aggregations.Max(a => a.Window.Reach);

    /// <summary>Creates a kernel; one per thread.</summary>
    public AggregationKernel CreateKernel() => new(this);
}
