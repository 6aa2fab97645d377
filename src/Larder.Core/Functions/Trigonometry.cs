using System.Globalization;
using System.Numerics;

namespace Larder.Functions;

/// <summary>
/// Sine, cosine and arctangent by additions, multiplications, divisions and square roots alone, so that they have the same bits on every
/// machine. The angle is brought to within a quarter turn's half with π/2 in three parts (Cody and Waite), a great one with 1,216 bits of
/// 2/π (Payne and Hanek); then the Taylor series.
/// </summary>
internal static class Trigonometry
{
    public const double DegreesToRadians = 0.017453292519943295;

    private const double TwoOverPi = 0.6366197723675814;
    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiLow = 6.123233995736766e-17;

    // 33 bits each: their products with whole numbers up to 2^20 are exact.
    private const double HalfPiFirst = 1.5707963267341256;
    private const double HalfPiSecond = 6.077100506303966e-11;
    private const double HalfPiThird = 2.0222662487959506e-21;

    private const int FractionBits = 1216;

    private static readonly BigInteger TwoOverPiBits = BigInteger.Parse(
        "0a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d6398"
        + "35339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab",
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private static readonly double[] SineSeries =
    [
        1, -0.16666666666666666, 0.008333333333333333, -1.984126984126984E-4, 2.7557319223985893E-6, -2.505210838544172E-8, 1.6059043836821613E-10,
        -7.647163731819816E-13, 2.8114572543455206E-15, -8.22063524662433E-18,
    ];

    private static readonly double[] CosineSeries =
    [
        1, -0.5, 0.041666666666666664, -0.001388888888888889, 2.48015873015873E-5, -2.755731922398589E-7, 2.08767569878681E-9, -1.1470745597729725E-11,
        4.779477332387385E-14, -1.5619206968586225E-16, 4.110317623312165E-19,
    ];

    public static double Sin(double x) => x == 0 ? x : Turned(x, 0);

    public static double Cos(double x) => Turned(x, 1);

    /// <summary>The angle of the point (x, y), from -π to π.</summary>
    public static double Atan2(double y, double x)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        if (double.IsInfinity(x) && double.IsInfinity(y))
        {
            (x, y) = (Math.CopySign(1, x), Math.CopySign(1, y));
        }

        var (width, height) = (Math.Abs(x), Math.Abs(y));
        var angle = height > width ? HalfPi - (Atan(width / height) - HalfPiLow) : height == 0 ? 0 : Atan(height / width);
        return Math.CopySign(double.IsNegative(x) ? (2 * HalfPi) - (angle - (2 * HalfPiLow)) : angle, y);
    }

    /// <summary>The arctangent of a number from 0 to 1; beyond an eighth of a turn's half as its distance from that of 1.</summary>
    private static double Atan(double x) =>
        x > 0.4142135623730951 ? (HalfPi / 2) + (ArctangentSeries((x - 1) / (x + 1)) + (HalfPiLow / 2)) : ArctangentSeries(x);

    private static double ArctangentSeries(double x)
    {
        var square = x * x;
        var series = 0d;
        for (var n = 47; n >= 3; n -= 2)
        {
            series = (1d / n) - (series * square);
        }

        return x - (x * (series * square));
    }

    /// <summary>The sine of x after that many quarter turns more.</summary>
    private static double Turned(double x, int quarters)
    {
        if (!double.IsFinite(x))
        {
            return double.NaN;
        }

        var (turns, high, low) = Math.Abs(x) < 1_000_000 ? Reduce(x) : ReduceGreat(x);
        var square = high * high;
        var value = ((turns + quarters) & 1) == 0
            ? high + ((high * (Polynomial.Of(SineSeries, square) - 1)) + (low * (1 - (square / 2))))
            : Polynomial.Of(CosineSeries, square) - (low * high);
        return ((turns + quarters) & 2) == 0 ? value : -value;
    }

    /// <summary>Quarter turns, and what is left in two parts.</summary>
    private static (int Turns, double High, double Low) Reduce(double x)
    {
        var turns = Math.Round(x * TwoOverPi);
        var first = x - (turns * HalfPiFirst);
        var product = turns * HalfPiSecond;
        var second = first - product;
        var back = second - first;
        var lost = (first - (second - back)) - (product + back);
        var rest = lost - (turns * HalfPiThird);
        var high = second + rest;
        return ((int)turns, high, (second - high) + rest);
    }

    /// <summary>The same for any angle: the fraction of its product with 2/π, in whole numbers.</summary>
    private static (int Turns, double High, double Low) ReduceGreat(double x)
    {
        const int Kept = 120;
        var exponent = Math.ILogB(x) - 52;
        var mantissa = (long)Math.ScaleB(Math.Abs(x), -exponent);
        var product = (mantissa * TwoOverPiBits) >> (FractionBits - exponent - Kept);
        var turns = (int)(((product >> (Kept - 1)) + 1) >> 1 & 3);
        var fraction = product & ((BigInteger.One << Kept) - 1);
        if (!(fraction >> (Kept - 1)).IsZero)
        {
            fraction -= BigInteger.One << Kept;
        }

        // 60 bits and 60 bits more, each exact to the last bit of a double or nearly so.
        var upper = fraction >> 60;
        var left = Math.ScaleB((double)(long)upper, -60) + Math.ScaleB((double)(long)(fraction - (upper << 60)), -Kept);
        var sign = x < 0 ? -1 : 1;
        return (sign * turns, sign * left * HalfPi, 0);
    }
}
