namespace Larder;

/// <summary>
/// Functions for use inside feature lambdas. The same in training sets and in serving, to the last bit and on every machine: nothing in
/// them depends on the clock, the culture, the machine's time zones or its C library. A null argument gives null.
/// </summary>
public static partial class FeatureMath
{
    /// <summary><paramref name="numerator"/> over <paramref name="denominator"/>; null when either is null or the denominator is zero.</summary>
    public static double? Ratio(double? numerator, double? denominator) => denominator is null or 0 ? null : numerator / denominator;
}
