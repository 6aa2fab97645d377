namespace Larder.Functions;

/// <summary>Polynomials by Horner's rule.</summary>
internal static class Polynomial
{
    /// <param name="coefficients">The lowest power's first.</param>
    /// <param name="x">Where.</param>
    public static double Of(double[] coefficients, double x)
    {
        var value = 0d;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }
}
