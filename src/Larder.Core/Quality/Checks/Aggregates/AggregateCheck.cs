using System.Globalization;

namespace Larder.Quality.Checks;

/// <summary>What an <see cref="AggregateCheck"/> measures. The numbers are stored; append only.</summary>
public enum Measure
{
    /// <summary>Number of rows.</summary>
    RowCount = 1,

    /// <summary>Number of different values that are not null.</summary>
    DistinctCount = 2,

    /// <summary>Different values over values.</summary>
    DistinctRatio = 3,

    /// <summary>Values that occur once over values.</summary>
    OnceRatio = 4,

    /// <summary>The least value.</summary>
    Min = 5,

    /// <summary>The greatest value; NaN is the greatest number.</summary>
    Max = 6,

    /// <summary>The mean of numbers.</summary>
    Mean = 7,

    /// <summary>The sum of numbers.</summary>
    Sum = 8,

    /// <summary>Standard deviation of a sample, over n - 1.</summary>
    Stddev = 9,

    /// <summary>Standard deviation of a population, over n.</summary>
    StddevPopulation = 10,

    /// <summary>Variance of a sample.</summary>
    Variance = 11,

    /// <summary>Variance of a population.</summary>
    VariancePopulation = 12,

    /// <summary>A quantile that is one of the values.</summary>
    Quantile = 13,

    /// <summary>A quantile between two values, interpolated.</summary>
    QuantileContinuous = 14,

    /// <summary>Number of nulls.</summary>
    NullCount = 15,

    /// <summary>Nulls over rows.</summary>
    NullRatio = 16,
}

/// <summary>A number that all rows make together must lie within bounds. One that no rows make, such as the mean of no values, breaks the check.</summary>
/// <param name="Measure">The number.</param>
/// <param name="Column">The column's index; null for the rows as such.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record AggregateCheck(Measure Measure, int? Column, Bounds Bounds) : BoundedCheck(Bounds)
{
    /// <summary>Which quantile, from 0 to 1; without meaning for other measures.</summary>
    public double Quantile { get; init; }

    /// <summary>
    /// Whether the engine may estimate it, in bounded memory: a number of different values with a standard error of 0.81 %, a quantile with an error of at most 1 % of itself. In memory it is exact. Default false.
    /// </summary>
    public bool IsApproximate { get; init; }

    /// <inheritdoc/>
    public override string Kind => Measure switch
    {
        Measure.RowCount => "row_count",
        Measure.DistinctCount => "distinct_count",
        Measure.DistinctRatio => "distinct_ratio",
        Measure.OnceRatio => "once_ratio",
        Measure.Min => "min",
        Measure.Max => "max",
        Measure.Mean => "mean",
        Measure.Sum => "sum",
        Measure.Stddev or Measure.StddevPopulation => "stddev",
        Measure.Variance or Measure.VariancePopulation => "variance",
        Measure.Quantile or Measure.QuantileContinuous => "quantile",
        Measure.NullCount => "null_count",
        _ => "null_ratio",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Column is { } column ? [column] : [];

    /// <inheritdoc/>
    public override string Limit => IsQuantile ? string.Create(CultureInfo.InvariantCulture, $"{Quantile:R} in {Bounds}") : Bounds.ToString();

    internal override string Details => $" {Measure}{CheckTexts.All([Bounds.AtLeast, Bounds.AtMost])}{(IsApproximate ? " approximate" : string.Empty)}{base.Details}";

    private bool IsQuantile => Measure is Measure.Quantile or Measure.QuantileContinuous;

    internal override CheckMeter Start(CheckContext context) => new AggregateMeter(this);
}
