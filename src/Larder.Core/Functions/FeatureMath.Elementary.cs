using Larder.Functions;

namespace Larder;

/// <content>Elementary functions that have the same bits on every machine, unlike those of <see cref="Math"/>.</content>
public static partial class FeatureMath
{
    /// <summary>
    /// 2 to the power of <paramref name="exponent"/>, within two units in the last place. By additions and multiplications alone, so that it
    /// has the same bits on every machine, unlike <see cref="Math.Pow"/>.
    /// </summary>
    public static double Exp2(double exponent) => PowerOfTwo.Of(exponent);

    /// <inheritdoc cref="Exp2(double)"/>
    public static double? Exp2(double? exponent) => exponent is { } given ? PowerOfTwo.Of(given) : null;

    /// <summary>e to the power of <paramref name="exponent"/>, within two units in the last place while the result is a normal number.</summary>
    public static double Exp(double exponent) => Logarithms.Exp(exponent);

    /// <inheritdoc cref="Exp(double)"/>
    public static double? Exp(double? exponent) => exponent is { } given ? Logarithms.Exp(given) : null;

    /// <summary>The natural logarithm, within two units in the last place: negative infinity of 0, NaN of negative numbers.</summary>
    public static double Log(double value) => Logarithms.Log(value);

    /// <inheritdoc cref="Log(double)"/>
    public static double? Log(double? value) => value is { } given ? Logarithms.Log(given) : null;

    /// <summary>The natural logarithm of 1 + <paramref name="value"/>, within four units in the last place also near zero. For amounts and counts, which may be 0.</summary>
    public static double Log1p(double value) => Logarithms.Log1p(value);

    /// <inheritdoc cref="Log1p(double)"/>
    public static double? Log1p(double? value) => value is { } given ? Logarithms.Log1p(given) : null;

    /// <summary>The sine, within 2.3e-16 of the true one. For the hour of the day as a circle, with <see cref="Cos(double)"/>.</summary>
    /// <param name="radians">The angle; NaN of infinities.</param>
    public static double Sin(double radians) => Trigonometry.Sin(radians);

    /// <inheritdoc cref="Sin(double)"/>
    public static double? Sin(double? radians) => radians is { } given ? Trigonometry.Sin(given) : null;

    /// <summary>The cosine, within 2.3e-16 of the true one.</summary>
    /// <param name="radians">The angle; NaN of infinities.</param>
    public static double Cos(double radians) => Trigonometry.Cos(radians);

    /// <inheritdoc cref="Cos(double)"/>
    public static double? Cos(double? radians) => radians is { } given ? Trigonometry.Cos(given) : null;

    /// <summary>The angle of the point (<paramref name="x"/>, <paramref name="y"/>) from -π to π, within three units in the last place: <see cref="Math.Atan2"/> with the same bits everywhere.</summary>
    public static double Atan2(double y, double x) => Trigonometry.Atan2(y, x);

    /// <inheritdoc cref="Atan2(double, double)"/>
    public static double? Atan2(double? y, double? x) => y is { } height && x is { } width ? Trigonometry.Atan2(height, width) : null;
}
