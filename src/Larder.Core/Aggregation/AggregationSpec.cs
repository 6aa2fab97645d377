namespace Larder.Aggregation;

/// <summary>One aggregation of a plan.</summary>
/// <param name="Kind">What is computed.</param>
/// <param name="Input">Index of the aggregated input; -1 where the events themselves are.</param>
/// <param name="Filter">Index of a bool input that must be true; -1 for none.</param>
/// <param name="Window">Over which stretch of time.</param>
public readonly record struct AggregationSpec(AggregationKind Kind, int Input, int Filter, Window Window);

/// <summary>Which end of a window holds the event that lies exactly on it.</summary>
/// <param name="LeadingInclusive">Whether an event at exactly the query time counts. Default false: an event never sees itself.</param>
/// <param name="TrailingExclusive">Whether an event at exactly <c>t - width</c> is left out. Default false.</param>
public readonly record struct WindowEdges(bool LeadingInclusive, bool TrailingExclusive);
