using System.Globalization;
using Larder.Errors;

namespace Larder.Quality.Anomalies;

/// <summary>What a metric is compared with.</summary>
public enum ChangeBase
{
    /// <summary>The period before.</summary>
    Previous = 1,

    /// <summary>The mean of the last periods.</summary>
    Average = 2,

    /// <summary>The least of the last periods.</summary>
    Min = 3,

    /// <summary>The greatest of the last periods.</summary>
    Max = 4,

    /// <summary>The median of the last periods; of an even number the mean of the middle two.</summary>
    Median = 5,

    /// <summary>The same weekday a week before; of days only.</summary>
    SameWeekday = 6,
}

/// <summary>A change against earlier periods that lies between two bounds, in the metric's unit or in percent of what it is compared with.</summary>
public sealed record MetricChange : AnomalyStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="atLeast">The least change, inclusive; null for no bound.</param>
    /// <param name="atMost">The greatest change, inclusive; null for no bound.</param>
    /// <param name="percent">Whether bounds are percent of what is compared with. A metric that was 0 has no percent: it is evaluated only in its unit. Default true.</param>
    /// <param name="against">What it is compared with. Default <see cref="ChangeBase.Previous"/>.</param>
    /// <param name="last">Of how many last periods the mean, least, greatest or median is taken. Default 7.</param>
    /// <exception cref="InvalidDefinitionException">The bounds are none, or in the wrong order, or <paramref name="last"/> is not positive.</exception>
    public MetricChange(double? atLeast, double? atMost, bool percent = true, ChangeBase against = ChangeBase.Previous, int last = 7)
    {
        (AtLeast, AtMost, IsPercent, Against) = (atLeast ?? double.NegativeInfinity, atMost ?? double.PositiveInfinity, percent, against);
        Last = last >= 1 ? last : throw new InvalidDefinitionException($"The last {last} periods are none; give at least 1.");
        if (!(AtLeast <= AtMost) || (atLeast is null && atMost is null))
        {
            throw new InvalidDefinitionException("A change has a least or a greatest bound, the least first; give one, such as atLeast: -20, atMost: 20.");
        }
    }

    /// <summary>The least change.</summary>
    public double AtLeast { get; }

    /// <summary>The greatest change.</summary>
    public double AtMost { get; }

    /// <summary>Whether bounds are percent.</summary>
    public bool IsPercent { get; }

    /// <summary>What it is compared with.</summary>
    public ChangeBase Against { get; }

    /// <summary>How many last periods.</summary>
    public int Last { get; }

    /// <inheritdoc/>
    public override int LeastHistory => Against is ChangeBase.Previous or ChangeBase.SameWeekday ? 1 : Last;

    /// <inheritdoc/>
    protected override (double Low, double High)? Bounds(IReadOnlyList<MetricPoint> history, string period)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (BaseOf(history, period) is not { } compared || (IsPercent && compared == 0))
        {
            return null;
        }

        // Percent of what is negative grow downwards.
        var unit = IsPercent ? Math.Abs(compared) / 100 : 1;
        return (compared + (AtLeast * unit), compared + (AtMost * unit));
    }

    private double? BaseOf(IReadOnlyList<MetricPoint> history, string period)
    {
        double[] last = [.. history.TakeLast(Last).Select(p => p.Value)];
        return Against switch
        {
            ChangeBase.Previous => history[^1].Value,
            ChangeBase.Average => last.Average(),
            ChangeBase.Min => last.Min(),
            ChangeBase.Max => last.Max(),
            ChangeBase.Median => Median([.. last.Order()]),
            _ => WeekBefore(history, period),
        };
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double? WeekBefore(IReadOnlyList<MetricPoint> history, string period)
    {
        if (!DateOnly.TryParseExact(period, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        var wanted = day.AddDays(-7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return history.Where(p => p.Period == wanted).Select(p => (double?)p.Value).FirstOrDefault();
    }
}
