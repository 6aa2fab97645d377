using System.Globalization;

namespace Larder.Aggregation;

/// <summary>One aggregation of a plan.</summary>
/// <param name="Kind">What is computed.</param>
/// <param name="Input">Index of the aggregated input; -1 where the events themselves are.</param>
/// <param name="Filter">Index of a bool input that must be true; -1 for none.</param>
/// <param name="Window">Over which stretch of time.</param>
public sealed record AggregationSpec(AggregationKind Kind, int Input, int Filter, Window Window)
{
    /// <summary>Index of a text input: one result for each of its values; -1 for a single result.</summary>
    public int Bucket { get; init; } = -1;

    /// <summary>Number of values wanted by the N and K aggregations; the precision of an approximate distinct count.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The accuracy of percentiles; the half-life in seconds of decayed sums and means.</summary>
    public double Number { get; init; }

    /// <summary>The percentiles, 0 to 100.</summary>
    public IReadOnlyList<double> Percentiles { get; init; } = [];

    /// <summary>The aggregation of the user: an <see cref="IAggregation{TValue, TState, TResult}"/>.</summary>
    public object? Custom { get; init; }

    /// <summary>What is folded, whatever the window: aggregations of one fold share their tiles.</summary>
    internal string FoldKey => string.Create(
        CultureInfo.InvariantCulture,
        $"{(int)Kind} {Input} {Filter} {Bucket} {Count} {Number:R} {string.Join('/', Percentiles.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))} {Custom?.IdentityOf()}");
}

/// <summary>Which end of a window holds the event that lies exactly on it.</summary>
/// <param name="LeadingInclusive">Whether an event at exactly the query time counts. Default false: an event never sees itself.</param>
/// <param name="TrailingExclusive">Whether an event at exactly <c>t - width</c> is left out. Default false.</param>
public readonly record struct WindowEdges(bool LeadingInclusive, bool TrailingExclusive);
