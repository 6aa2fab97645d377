using Larder.Errors;

namespace Larder;

/// <summary>
/// Aggregations with one result for each value of a bucketing column, as a map; made by <see cref="Aggregations{TEvent}.By"/>. A map over
/// an empty window is null, and a bucket without a value is left out. See the method of the same name there for what is computed.
/// </summary>
/// <typeparam name="TEvent">The event type aggregated.</typeparam>
public sealed class BucketedAggregations<TEvent>
{
    private BucketedAggregations()
    {
    }

    /// <summary>Events in each bucket.</summary>
    public FeatureMap<long>? Count(Window window) => throw NeverRun();

    /// <summary>Sum in each bucket.</summary>
    public FeatureMap<double>? Sum(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Exact sum of integers in each bucket; one beyond 64 bits makes the whole map INVALID.</summary>
    public FeatureMap<long>? Sum(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Mean in each bucket.</summary>
    public FeatureMap<double>? Mean(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value in each bucket.</summary>
    public FeatureMap<double>? Min(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Least value in each bucket.</summary>
    public FeatureMap<long>? Min(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value in each bucket.</summary>
    public FeatureMap<double>? Max(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Greatest value in each bucket.</summary>
    public FeatureMap<long>? Max(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Population variance in each bucket.</summary>
    public FeatureMap<double>? VariancePop(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Sample variance in each bucket of two values or more.</summary>
    public FeatureMap<double>? VarianceSample(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Population standard deviation in each bucket.</summary>
    public FeatureMap<double>? StdDevPop(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Sample standard deviation in each bucket of two values or more.</summary>
    public FeatureMap<double>? StdDevSample(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Oldest value in each bucket.</summary>
    public FeatureMap<double>? First(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Oldest value in each bucket.</summary>
    public FeatureMap<long>? First(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Oldest text in each bucket.</summary>
    public FeatureMap<string>? First(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Newest text in each bucket.</summary>
    public FeatureMap<string>? Last(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Newest value in each bucket.</summary>
    public FeatureMap<double>? Last(Func<TEvent, double?> value, Window window) => throw NeverRun();

    /// <summary>Newest value in each bucket.</summary>
    public FeatureMap<long>? Last(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Different texts in each bucket.</summary>
    public FeatureMap<long>? CountDistinct(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Different values in each bucket.</summary>
    public FeatureMap<long>? CountDistinct(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>Different texts in each bucket, approximately.</summary>
    public FeatureMap<long>? ApproxCountDistinct(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Different values in each bucket, approximately.</summary>
    public FeatureMap<long>? ApproxCountDistinct(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <summary>A percentile in each bucket, within 1 %.</summary>
    public FeatureMap<double>? ApproxPercentile(Func<TEvent, double?> value, double percentile, Window window) => throw NeverRun();

    /// <summary>Seconds from the oldest event in each bucket to the query time.</summary>
    public FeatureMap<double>? SecondsSinceFirst(Window window) => throw NeverRun();

    /// <summary>Seconds from the newest event in each bucket to the query time.</summary>
    public FeatureMap<double>? SecondsSinceLast(Window window) => throw NeverRun();

    /// <summary>Mean seconds between neighbouring events in each bucket of two events or more.</summary>
    public FeatureMap<double>? MeanGapSeconds(Window window) => throw NeverRun();

    /// <summary>Decayed sum in each bucket.</summary>
    public FeatureMap<double>? DecayedSum(Func<TEvent, double?> value, TimeSpan halfLife, Window window) => throw NeverRun();

    /// <summary>Decayed mean in each bucket.</summary>
    public FeatureMap<double>? DecayedMean(Func<TEvent, double?> value, TimeSpan halfLife, Window window) => throw NeverRun();

    /// <summary>Newest run in each bucket.</summary>
    public FeatureMap<long>? Streak(Func<TEvent, bool?> condition, Window window) => throw NeverRun();

    /// <summary>Longest run in each bucket.</summary>
    public FeatureMap<long>? LongestStreak(Func<TEvent, bool?> condition, Window window) => throw NeverRun();

    /// <summary>Oldest values in each bucket, oldest first.</summary>
    public FeatureMap<string[]>? FirstN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <summary>Oldest values in each bucket, oldest first.</summary>
    public FeatureMap<long[]>? FirstN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <summary>Oldest values in each bucket, oldest first.</summary>
    public FeatureMap<double[]>? FirstN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest values in each bucket, oldest first.</summary>
    public FeatureMap<string[]>? LastN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest values in each bucket, oldest first.</summary>
    public FeatureMap<long[]>? LastN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest values in each bucket, oldest first.</summary>
    public FeatureMap<double[]>? LastN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>Oldest distinct values in each bucket by their first occurrence, oldest first.</summary>
    public FeatureMap<string[]>? FirstDistinctN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <summary>Oldest distinct values in each bucket by their first occurrence, oldest first.</summary>
    public FeatureMap<long[]>? FirstDistinctN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <summary>Oldest distinct values in each bucket by their first occurrence, oldest first.</summary>
    public FeatureMap<double[]>? FirstDistinctN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest distinct values in each bucket by their last occurrence, oldest first.</summary>
    public FeatureMap<string[]>? LastDistinctN(Func<TEvent, string?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest distinct values in each bucket by their last occurrence, oldest first.</summary>
    public FeatureMap<long[]>? LastDistinctN(Func<TEvent, long?> value, int n, Window window) => throw NeverRun();

    /// <summary>Newest distinct values in each bucket by their last occurrence, oldest first.</summary>
    public FeatureMap<double[]>? LastDistinctN(Func<TEvent, double?> value, int n, Window window) => throw NeverRun();

    /// <summary>Most frequent values in each bucket, of equally frequent ones the least first.</summary>
    public FeatureMap<string[]>? TopK(Func<TEvent, string?> value, int k, Window window) => throw NeverRun();

    /// <summary>Most frequent values in each bucket, of equally frequent ones the least first.</summary>
    public FeatureMap<long[]>? TopK(Func<TEvent, long?> value, int k, Window window) => throw NeverRun();

    /// <summary>Percentiles in each bucket, within 1 %.</summary>
    public FeatureMap<double[]>? ApproxPercentiles(Func<TEvent, double?> value, Window window, params double[] percentiles) => throw NeverRun();

    /// <summary>Not there: a map of maps is no feature type.</summary>
    [Obsolete("A histogram in each bucket would be a map of maps, which is no feature type; count pairs instead: w.Histogram(e => e.Bucket + \"/\" + e.Value, window).", error: true)]
    public FeatureMap<long>? Histogram(Func<TEvent, string?> value, Window window) => throw NeverRun();

    private static InvalidDefinitionException NeverRun() =>
        new("Aggregations are read from the expression given to AggregateBy and cannot be called; define the feature inside that lambda.");
}
