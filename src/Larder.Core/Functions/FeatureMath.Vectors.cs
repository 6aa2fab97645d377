using System.Globalization;

namespace Larder;

/// <content>Lists of numbers as vectors. Sums run from the first element to the last, in double precision.</content>
public static partial class FeatureMath
{
    /// <summary>The sum of the products of the elements.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static double? DotProduct(float[]? left, float[]? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        Check(left.Length, right.Length);
        var sum = 0d;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    /// <inheritdoc cref="DotProduct(float[], float[])"/>
    public static double? DotProduct(double[]? left, double[]? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        Check(left.Length, right.Length);
        var sum = 0d;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The cosine of the angle between two vectors, from -1 to 1; null where one of them has length 0.</summary>
    /// <exception cref="ArgumentException">The lists have different numbers of elements.</exception>
    public static double? CosineSimilarity(float[]? left, float[]? right) => Cosine(DotProduct(left, right), DotProduct(left, left), DotProduct(right, right));

    /// <inheritdoc cref="CosineSimilarity(float[], float[])"/>
    public static double? CosineSimilarity(double[]? left, double[]? right) => Cosine(DotProduct(left, right), DotProduct(left, left), DotProduct(right, right));

    /// <summary>Rounding may lead past 1, which no cosine is.</summary>
    private static double? Cosine(double? product, double? left, double? right) =>
        left is null or 0 || right is null or 0 || product is null ? null : Math.Clamp(product.Value / (Math.Sqrt(left.Value) * Math.Sqrt(right.Value)), -1, 1);

    private static void Check(int left, int right)
    {
        if (left != right)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Lists of {left} and {right} numbers are not of one space; make both of one length."));
        }
    }
}
