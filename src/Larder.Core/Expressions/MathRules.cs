namespace Larder.Expressions;

/// <summary>
/// Knows the functions on numbers whose last bits come from the C library or the processor. What IEEE 754 defines to the last bit is
/// allowed: square roots, rounding, remainders, fused multiplication.
/// </summary>
internal static class MathRules
{
    /// <summary>What to write instead of a member of <see cref="Math"/> or of a floating-point type; null for any that is exact.</summary>
    public static string? Remedy(string member) => member switch
    {
        "Sin" or "Cos" or "Exp" or "Exp2" or "Log" or "Atan2" => $"use FeatureMath.{member}",
        "LogP1" => "use FeatureMath.Log1p",
        "Log2" or "Log10" or "Log2P1" or "Log10P1" => "use FeatureMath.Log and divide by the logarithm of the base",
        "Pow" or "Cbrt" or "RootN" or "Hypot" => "multiply, take Math.Sqrt, or use FeatureMath.Exp(y * FeatureMath.Log(x))",
        "ExpM1" or "Exp10" or "Exp2M1" or "Exp10M1" or "Sinh" or "Cosh" or "Tanh" => "use FeatureMath.Exp",
        "Tan" or "SinCos" or "SinPi" or "CosPi" or "TanPi" or "SinCosPi" => "use FeatureMath.Sin and FeatureMath.Cos",
        "Atan" or "Asin" or "Acos" or "AtanPi" or "AsinPi" or "AcosPi" or "Atan2Pi" => "use FeatureMath.Atan2",
        "Asinh" or "Acosh" or "Atanh" => "use FeatureMath.Log",
        _ when member.EndsWith("Estimate", StringComparison.Ordinal) => "divide and multiply exactly",
        _ when member.EndsWith("Native", StringComparison.Ordinal) => "use the function of that name without Native",
        _ => null,
    };
}
