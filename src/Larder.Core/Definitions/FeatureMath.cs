namespace Larder;

/// <summary>Functions for use inside feature lambdas; the same in training sets and in serving.</summary>
public static class FeatureMath
{
    /// <summary><paramref name="numerator"/> over <paramref name="denominator"/>; null when either is null or the denominator is zero.</summary>
    public static double? Ratio(double? numerator, double? denominator) => denominator is null or 0 ? null : numerator / denominator;
}
