using Larder.Errors;

namespace Larder;

/// <summary>
/// The aggregations a view can be made of. Its methods are read from the expression that defines the view and never run; where a
/// method takes a lambda, null results are skipped.
/// </summary>
/// <typeparam name="TEvent">The event type aggregated.</typeparam>
public sealed class Aggregations<TEvent>
{
    private Aggregations()
    {
    }

    /// <summary>The aggregations over only those events for which <paramref name="condition"/> holds.</summary>
    public Aggregations<TEvent> Where(Func<TEvent, bool> condition) => throw NeverRun();

    /// <summary>Number of events; 0 over an empty window.</summary>
    public long Count(Window window) => throw NeverRun();

    /// <summary>Sum; 0 over an empty window. NaN propagates.</summary>
    public double Sum(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Exact sum of integers; 0 over an empty window. An overflow of 64 bits is an error, never a wrong number.</summary>
    public long Sum(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Arithmetic mean; null over an empty window. NaN propagates.</summary>
    public double? Mean(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value; null over an empty window. NaN is ordered last, so it is the least only where all values are NaN.</summary>
    public double? Min(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value; null over an empty window.</summary>
    public long? Min(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value; null over an empty window. NaN is ordered last, so it is the greatest wherever it occurs.</summary>
    public double? Max(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value; null over an empty window.</summary>
    public long? Max(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Number of distinct values, exact; 0 over an empty window. Text is compared by its characters.</summary>
    public long CountDistinct(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Number of distinct values, exact; 0 over an empty window.</summary>
    public long CountDistinct(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Seconds from the newest event in the window to the query time; null over an empty window.</summary>
    public double? SecondsSinceLast(Window window) => throw NeverRun();

    private static InvalidDefinitionException NeverRun() =>
        new("Aggregations are read from the expression given to AggregateBy and cannot be called; define the feature inside that lambda.");
}
