namespace Larder.Models;

/// <summary>What a model does to a number before it is standardised. The numbers and names are stored; append only.</summary>
public enum FeatureTransform
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>sign(x) · ln(1 + |x|): close to x around zero, logarithmic in the tails. For amounts, counts and durations.</summary>
    SignedLog = 1,
}

/// <summary>What each <see cref="FeatureTransform"/> computes.</summary>
public static class FeatureTransforms
{
    /// <summary>The transformed number. A finite number stays finite.</summary>
    public static double Apply(this FeatureTransform transform, double value) =>
        transform == FeatureTransform.SignedLog ? Math.CopySign(Math.Log(1 + Math.Abs(value)), value) : value;
}
