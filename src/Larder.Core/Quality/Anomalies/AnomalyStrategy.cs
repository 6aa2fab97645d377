using Larder.Errors;

namespace Larder.Quality.Anomalies;

/// <summary>What a metric was in a period.</summary>
/// <param name="Period">The period: <c>2019-01</c>, <c>2019-W05</c> or <c>2019-01-31</c>.</param>
/// <param name="Value">The metric.</param>
public readonly record struct MetricPoint(string Period, double Value);

/// <summary>Between which bounds a metric is expected, given what it was before. Immutable.</summary>
public abstract record AnomalyStrategy
{
    /// <summary>Periods before, fewer of which nothing is expected of: the metric is not evaluated.</summary>
    public abstract int LeastHistory { get; }

    /// <summary>The bounds, both inclusive, within which a metric is no anomaly; null where it is not evaluated.</summary>
    /// <param name="history">What it was before, in order.</param>
    /// <param name="period">The period that is judged.</param>
    public (double Low, double High)? Expect(IReadOnlyList<MetricPoint> history, string period)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Count < LeastHistory ? null : Bounds(history, period);
    }

    /// <summary>The bounds, given enough history.</summary>
    protected abstract (double Low, double High)? Bounds(IReadOnlyList<MetricPoint> history, string period);

    /// <summary>A number that has to be positive.</summary>
    private protected static double Positive(double number, string what) => number > 0 && double.IsFinite(number)
        ? number
        : throw new InvalidDefinitionException($"{what} of {Types.FeatureValue.From(number)} is not positive; give one above 0, such as 3.");
}

/// <summary>The mean of all periods before, and so many of their standard deviations (of a sample) to both sides.</summary>
public sealed record BatchNormal : AnomalyStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="factor">Standard deviations. Default 3.</param>
    /// <param name="leastHistory">Periods before that it takes, at least 2. Default 5.</param>
    /// <exception cref="InvalidDefinitionException">One is out of range.</exception>
    public BatchNormal(double factor = 3, int leastHistory = 5)
    {
        Factor = Positive(factor, "A factor");
        LeastHistory = leastHistory >= 2 ? leastHistory : throw new InvalidDefinitionException("A standard deviation takes 2 periods; give a history of at least 2.");
    }

    /// <summary>Standard deviations.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public override int LeastHistory { get; }

    /// <inheritdoc/>
    protected override (double Low, double High)? Bounds(IReadOnlyList<MetricPoint> history, string period)
    {
        ArgumentNullException.ThrowIfNull(history);
        var spread = new RunningSpread();
        foreach (var point in history)
        {
            spread.Add(point.Value);
        }

        return spread.Around(Factor);
    }
}

/// <summary>
/// The running mean and standard deviation (of a sample), and so many of it to both sides. What was an anomaly itself does not count; the first tenth of the periods, two at least, is taken as it is.
/// </summary>
public sealed record OnlineNormal : AnomalyStrategy
{
    private const double TakenAsIs = 0.1;

    /// <summary>Creates the strategy.</summary>
    /// <inheritdoc cref="BatchNormal(double, int)"/>
    public OnlineNormal(double factor = 3, int leastHistory = 5)
    {
        Factor = Positive(factor, "A factor");
        LeastHistory = leastHistory >= 2 ? leastHistory : throw new InvalidDefinitionException("A standard deviation takes 2 periods; give a history of at least 2.");
    }

    /// <summary>Standard deviations.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public override int LeastHistory { get; }

    /// <inheritdoc/>
    protected override (double Low, double High)? Bounds(IReadOnlyList<MetricPoint> history, string period)
    {
        ArgumentNullException.ThrowIfNull(history);
        var first = Math.Max(2, (int)Math.Ceiling(history.Count * TakenAsIs));
        var spread = new RunningSpread();
        foreach (var (place, point) in history.Index())
        {
            var (low, high) = place < first ? (point.Value, point.Value) : spread.Around(Factor);
            if (point.Value >= low && point.Value <= high)
            {
                spread.Add(point.Value);
            }
        }

        return spread.Around(Factor);
    }
}

/// <summary>Mean and deviation of values added one by one (Welford 1962).</summary>
internal sealed class RunningSpread
{
    private long _count;
    private double _mean;
    private double _squares;

    public void Add(double value)
    {
        _count++;
        var delta = value - _mean;
        _mean += delta / _count;
        _squares += delta * (value - _mean);
    }

    public (double Low, double High) Around(double factor)
    {
        var reach = factor * Math.Sqrt(_squares / Math.Max(1, _count - 1));
        return (_mean - reach, _mean + reach);
    }
}
