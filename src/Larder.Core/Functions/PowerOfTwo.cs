namespace Larder.Functions;

/// <summary>2^x by additions and multiplications alone, so that it has the same bits on every machine, unlike the C library's.</summary>
internal static class PowerOfTwo
{
    /// <summary>ln(2)^n / n!, the Taylor series of 2^f; with |f| at most 1/2 what is left out is below the last bit.</summary>
    private static readonly double[] Series =
    [
        1, 0.6931471805599453, 0.2402265069591007, 0.05550410866482158, 0.009618129107628477, 0.0013333558146428443, 1.5403530393381608E-4,
        1.525273380405984E-5, 1.3215486790144307E-6, 1.0178086009239696E-7, 7.0549116208011225E-9, 4.4455382718708116E-10, 2.5678435993488202E-11, 1.3691488853904129E-12,
    ];

    public static double Of(double x)
    {
        if (!(x > -1100 && x < 1025))
        {
            return double.IsNaN(x) ? double.NaN : x < 0 ? 0 : double.PositiveInfinity;
        }

        var whole = Math.Round(x);
        var fraction = x - whole;
        var power = 0d;
        for (var i = Series.Length - 1; i >= 0; i--)
        {
            power = (power * fraction) + Series[i];
        }

        return Math.ScaleB(power, (int)whole);
    }
}
