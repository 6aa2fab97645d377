namespace Larder.Functions;

/// <summary>
/// Exponential and logarithms by additions, multiplications and divisions alone, so that they have the same bits on every machine. The
/// argument is brought near zero with ln 2 in two parts, whose first has digits to spare for an exact product; then a power series.
/// </summary>
internal static class Logarithms
{
    private const double Log2OfE = 1.4426950408889634;
    private const double LnTwoHigh = 0.6931471804855391;
    private const double LnTwoLow = 7.440617110012397e-11;

    /// <summary>1 / n!; with arguments up to ln(2) / 2 what is left out is below the last bit.</summary>
    private static readonly double[] ExponentialSeries =
    [
        1, 1, 0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333, 0.001388888888888889, 1.984126984126984E-4, 2.48015873015873E-5,
        2.7557319223985893E-6, 2.755731922398589E-7, 2.505210838544172E-8, 2.08767569878681E-9, 1.6059043836821613E-10, 1.1470745597729725E-11,
    ];

    public static double Exp(double x)
    {
        if (!(x > -746 && x < 710))
        {
            return double.IsNaN(x) ? double.NaN : x < 0 ? 0 : double.PositiveInfinity;
        }

        var whole = Math.Round(x * Log2OfE);
        return Math.ScaleB(Polynomial.Of(ExponentialSeries, x - (whole * LnTwoHigh) - (whole * LnTwoLow)), (int)whole);
    }

    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        // The mantissa from sqrt(1/2) to sqrt(2), so that no logarithm near zero is a difference of greater ones.
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        return (exponent * LnTwoHigh) + (TwiceArtanh((mantissa - 1) / (mantissa + 1)) + (exponent * LnTwoLow));
    }

    public static double Log1p(double x)
    {
        if (x > -0.29 && x < 0.41)
        {
            return x == 0 ? x : TwiceArtanh(x / (2 + x));
        }

        var sum = 1 + x;
        return double.IsFinite(sum) && sum > 0 ? Log(sum) + ((x - (sum - 1)) / sum) : Log(sum);
    }

    /// <summary>ln((1 + f) / (1 - f)) for |f| up to 0.172: 2 (f + f³/3 + f⁵/5 + …).</summary>
    private static double TwiceArtanh(double f)
    {
        var square = f * f;
        var series = 0d;
        for (var n = 25; n >= 3; n -= 2)
        {
            series = (series * square) + (1d / n);
        }

        return (2 * f) + (2 * f * (series * square));
    }
}
