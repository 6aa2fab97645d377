using System.Numerics;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>The last step of measures, the same wherever their parts were counted.</summary>
public static class Measures
{
    /// <summary>A part of a whole; null where there is no whole.</summary>
    public static FeatureValue Ratio(long part, long whole) => whole == 0 ? FeatureValue.Null : FeatureValue.From((double)part / whole);

    /// <summary>An exact sum of whole numbers as a number; null of no values.</summary>
    public static FeatureValue Sum(BigInteger sum, long count) => count == 0 ? FeatureValue.Null : FeatureValue.From((double)sum);

    /// <summary>The mean of whole numbers from their exact sum.</summary>
    public static FeatureValue Mean(BigInteger sum, long count) => count == 0 ? FeatureValue.Null : FeatureValue.From((double)sum / count);

    /// <summary>The mean of numbers from their sum.</summary>
    public static FeatureValue Mean(double sum, long count) => count == 0 ? FeatureValue.Null : FeatureValue.From(sum / count);

    /// <summary>Variance or standard deviation from the sum of squared distances from the mean.</summary>
    public static FeatureValue Spread(Measure measure, double squares, long count)
    {
        var over = measure is Measure.Stddev or Measure.Variance ? count - 1 : count;
        return over < 1 ? FeatureValue.Null : FeatureValue.From(measure is Measure.Stddev or Measure.StddevPopulation ? Math.Sqrt(squares / over) : squares / over);
    }

    /// <summary>The place, from 0, of the value that a quantile of so many ordered ones is.</summary>
    public static long Place(double quantile, long count) => Math.Max(1, count - (long)Math.Floor(count - (quantile * count))) - 1;

    /// <summary>The value between two neighbours.</summary>
    public static double Between(double low, double high, double part) => (low * (1 - part)) + (high * part);
}
