using Larder.Types;

namespace Larder.Aggregation;

/// <summary>What an aggregate view computes: its prepared inputs, its aggregations over them, its window edges and tile grid.</summary>
/// <param name="Inputs">The types of the prepared inputs.</param>
/// <param name="Aggregations">The aggregations.</param>
/// <param name="Edges">The declared window edges.</param>
/// <param name="Tile">Width of a tile of the grid that fixes the order of floating-point additions.</param>
public sealed record AggregatePlan(IReadOnlyList<ColumnType> Inputs, IReadOnlyList<AggregationSpec> Aggregations, WindowEdges Edges, TimeSpan Tile)
{
    /// <summary>One tile a day, cut at midnight UTC.</summary>
    public static readonly TimeSpan DefaultTile = TimeSpan.FromDays(1);

    /// <summary>The tile's width in microseconds.</summary>
    public long TileMicroseconds => Tile.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The widest window; null when one is lifetime.</summary>
    public TimeSpan? WidestWindow => Aggregations.Any(a => a.Window.Width is null) ? null : Aggregations.Max(a => a.Window.Width);

    /// <summary>Creates a kernel; one per thread.</summary>
    public AggregationKernel CreateKernel() => new(this);
}
