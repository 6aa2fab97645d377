using System.Globalization;

namespace Larder;

/// <content>Numbers to bins and scales.</content>
public static partial class FeatureMath
{
    /// <summary>
    /// The bin of a number: how many of the edges are not greater. Bins are closed below and open above: with edges 10 and 20, a value
    /// below 10 gives 0, from 10 to below 20 gives 1, from 20 on gives 2. NaN lies in no bin: null.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="edges">At least one, each greater than the one before.</param>
    /// <exception cref="ArgumentException">The edges are not ascending, or there are none.</exception>
    public static int? Bucketize(double? value, params double[] edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var bin = edges.Length > 0 && !double.IsNaN(edges[0]) ? 0 : throw new ArgumentException("Bucketize needs at least one edge, and none that is NaN.");
        for (var i = 0; i < edges.Length; i++)
        {
            if (i > 0 && !(edges[i] > edges[i - 1]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"Bucketize has the edge {edges[i]} after {edges[i - 1]}; give edges in ascending order, each once."));
            }

            bin += value >= edges[i] ? 1 : 0;
        }

        return value is { } given && !double.IsNaN(given) ? bin : null;
    }

    /// <summary>
    /// (<paramref name="value"/> - <paramref name="min"/>) / (<paramref name="max"/> - <paramref name="min"/>): 0 at the least, 1 at the
    /// greatest. Not clipped: what lies outside gives less than 0 or more than 1. Null where both are equal.
    /// </summary>
    public static double? MinMaxScale(double? value, double? min, double? max) => Ratio(value - min, max - min);

    /// <summary>The z-score (<paramref name="value"/> - <paramref name="mean"/>) / <paramref name="stdDev"/>; null where the deviation is 0.</summary>
    public static double? Standardize(double? value, double? mean, double? stdDev) => Ratio(value - mean, stdDev);

    /// <summary><paramref name="value"/>, but not less than <paramref name="min"/> nor more than <paramref name="max"/>. NaN stays NaN.</summary>
    /// <exception cref="ArgumentException">The least is greater than the greatest.</exception>
    public static double? Clip(double? value, double? min, double? max) =>
        value is { } given && min is { } least && max is { } greatest ? Math.Clamp(given, least, greatest) : null;
}
