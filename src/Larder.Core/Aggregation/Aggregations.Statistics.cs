namespace Larder;

public sealed partial class Aggregations<TEvent>
{
    /// <summary>Population variance: the mean squared distance from the mean; null over an empty window. One NaN makes it NaN.</summary>
    public double? VariancePop(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Sample variance: squared distances by the number less one; null below two values. One NaN makes it NaN.</summary>
    public double? VarianceSample(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Population standard deviation, the root of <see cref="VariancePop"/>; null over an empty window.</summary>
    public double? StdDevPop(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Sample standard deviation, the root of <see cref="VarianceSample"/>; null below two values.</summary>
    public double? StdDevSample(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Sum in which a value counts half after each half-life: the sum of <c>value * 2^(-(t - event time) / halfLife)</c>; 0 over an empty window.</summary>
    public double? DecayedSum(Func<TEvent, double?> value, TimeSpan halfLife, Window window) => throw NeverRun();

    /// <summary>Mean with the weights of <see cref="DecayedSum"/>; null over an empty window.</summary>
    public double? DecayedMean(Func<TEvent, double?> value, TimeSpan halfLife, Window window) => throw NeverRun();

    /// <summary>Number of newest events, one after the other, for which <paramref name="condition"/> holds; 0 over an empty window.</summary>
    public long Streak(Func<TEvent, bool?> condition, Window window) => throw NeverRun();

    /// <summary>Greatest number of events, one after the other, for which <paramref name="condition"/> holds; 0 over an empty window.</summary>
    public long LongestStreak(Func<TEvent, bool?> condition, Window window) => throw NeverRun();

    /// <summary>Mean number of seconds between neighbouring events; null below two events.</summary>
    public double? MeanGapSeconds(Window window) => throw NeverRun();

    /// <summary>An aggregation of your own; see <see cref="IAggregation{TValue, TState, TResult}"/>. Events for which <paramref name="value"/> gives null are skipped.</summary>
    public TResult Aggregate<TValue, TState, TResult>(Func<TEvent, TValue> value, IAggregation<TValue, TState, TResult> aggregation, Window window) => throw NeverRun();
}
