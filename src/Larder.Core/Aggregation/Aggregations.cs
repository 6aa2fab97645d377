using Larder.Errors;

namespace Larder;

/// <summary>
/// The aggregations a view can be made of. Its methods are read from the expression that defines the view and never run. Where one takes
/// a lambda, events for which it gives null are skipped. A window is empty when no event is left.
/// </summary>
/// <typeparam name="TEvent">The event type aggregated.</typeparam>
public sealed partial class Aggregations<TEvent>
{
    private Aggregations()
    {
    }

    /// <summary>The aggregations over only those events for which <paramref name="condition"/> holds: <c>w.Where(l => l.Quantity &lt; 0).Count(Window.Days(30))</c>. Several are joined by "and".</summary>
    public Aggregations<TEvent> Where(Func<TEvent, bool> condition) => throw NeverRun();

    /// <summary>One result for each text that <paramref name="bucket"/> gives, as a map: <c>w.By(l => l.Country).Sum(l => l.Amount, Window.Days(30))</c>. Events for which it gives null are left out.</summary>
    public BucketedAggregations<TEvent> By(Func<TEvent, string?> bucket) => throw NeverRun();

    /// <summary>Number of events; 0 over an empty window.</summary>
    public long Count(Window window) => throw NeverRun();

    /// <summary>Sum, added within tiles first, then tile by tile; 0 over an empty window. One NaN makes it NaN.</summary>
    public double Sum(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Exact sum of integers; 0 over an empty window. Beyond 64 bits the value is null with status INVALID; it is never a wrong number.</summary>
    public long Sum(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Arithmetic mean, of integers too; null over an empty window. One NaN makes it NaN.</summary>
    public double? Mean(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value; null over an empty window. NaN is ordered last, so it is the least only where all values are NaN.</summary>
    public double? Min(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value; null over an empty window.</summary>
    public long? Min(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value; null over an empty window. NaN is ordered last, so it is the greatest wherever it occurs.</summary>
    public double? Max(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value; null over an empty window.</summary>
    public long? Max(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Number of distinct texts, exact; 0 over an empty window. Compared character by character: case and blanks matter.</summary>
    public long CountDistinct(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Number of distinct values, exact; 0 over an empty window.</summary>
    public long CountDistinct(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Seconds, to the microsecond, from the newest event in the window to the query time; null over an empty window.</summary>
    public double? SecondsSinceLast(Window window) => throw NeverRun();

    /// <summary>Seconds, to the microsecond, from the oldest event in the window to the query time; null over an empty window.</summary>
    public double? SecondsSinceFirst(Window window) => throw NeverRun();

    private static InvalidDefinitionException NeverRun() =>
        new("Aggregations are read from the expression given to AggregateBy and cannot be called; define the feature inside that lambda.");
}
