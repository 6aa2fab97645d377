namespace Larder;

public sealed partial class Aggregations<TEvent>
{
    /// <summary>The most frequent values, at most <paramref name="k"/>, the most frequent first, of equally frequent ones the least first (text character by character); null over an empty window.</summary>
    public string[]? TopK(Func<TEvent, string?> value, int k, Window window) => throw NeverRun();

    /// <inheritdoc cref="TopK(Func{TEvent, string}, int, Window)"/>
    public long[]? TopK(Func<TEvent, long?> value, int k, Window window) => throw NeverRun();

    /// <summary>How often each text occurs; null over an empty window. Ask for few different texts: all are stored.</summary>
    public FeatureMap<long>? Histogram(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <summary>Number of different values, approximately: HyperLogLog with a standard error of 1.04 / sqrt(2^precision), 1.6 % at the default precision of 12, in 2^precision bytes; 0 over an empty window.</summary>
    public long ApproxCountDistinct(Func<TEvent, string?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="ApproxCountDistinct(Func{TEvent, string}, Window)"/>
    /// <param name="value">The value.</param>
    /// <param name="precision">4 to 18.</param>
    /// <param name="window">The window.</param>
    public long ApproxCountDistinct(Func<TEvent, string?> value, int precision, Window window) => throw NeverRun();

    /// <inheritdoc cref="ApproxCountDistinct(Func{TEvent, string}, Window)"/>
    public long ApproxCountDistinct(Func<TEvent, long?> value, Window window) => throw NeverRun();

    /// <inheritdoc cref="ApproxCountDistinct(Func{TEvent, string}, Window)"/>
    /// <param name="value">The value.</param>
    /// <param name="precision">4 to 18.</param>
    /// <param name="window">The window.</param>
    public long ApproxCountDistinct(Func<TEvent, long?> value, int precision, Window window) => throw NeverRun();

    /// <summary>A percentile, approximately: the value of rank <c>floor(percentile / 100 * (count - 1))</c> within a relative error of 1 % (DDSketch); null over an empty window. NaN counts as the greatest value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="percentile">0 to 100; 50 is the median.</param>
    /// <param name="window">The window.</param>
    public double? ApproxPercentile(Func<TEvent, double?> value, double percentile, Window window) => throw NeverRun();

    /// <summary>A percentile within a relative error of <paramref name="accuracy"/>; see <see cref="ApproxPercentile(Func{TEvent, double?}, double, Window)"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="percentile">0 to 100; 50 is the median.</param>
    /// <param name="accuracy">0.0001 to 0.5.</param>
    /// <param name="window">The window.</param>
    public double? ApproxPercentile(Func<TEvent, double?> value, double percentile, double accuracy, Window window) => throw NeverRun();

    /// <summary>Several percentiles of one sketch; see <see cref="ApproxPercentile(Func{TEvent, double?}, double, Window)"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="window">The window.</param>
    /// <param name="percentiles">Each 0 to 100.</param>
    public double[]? ApproxPercentiles(Func<TEvent, double?> value, Window window, params double[] percentiles) => throw NeverRun();
}
