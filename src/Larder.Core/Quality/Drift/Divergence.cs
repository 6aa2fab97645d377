namespace Larder.Quality.Drift;

/// <summary>
/// Distances of two distributions over the same cells: <c>p</c> are the reference's shares, <c>q</c> the current ones. Shares of nothing are handled by their limits; only <see cref="StabilityIndex"/> and
/// <see cref="KullbackLeibler"/> may be infinite.
/// </summary>
public static class Divergence
{
    /// <summary>What is added to every count of both sides where empty cells would give infinity: half a row. Shares are taken afterwards.</summary>
    public const double Alpha = 0.5;

    /// <summary>The factor of <see cref="RobustLargestDifference"/>: a chance of about 0.003 for samples of one law.</summary>
    public const double RobustFactor = 1.8;

    /// <summary>Each count by the sum of all.</summary>
    /// <param name="counts">Rows in each cell.</param>
    /// <param name="alpha">Added to every count first. Default 0.</param>
    public static double[] Shares(IReadOnlyList<long> counts, double alpha = 0)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var total = counts.Sum() + (alpha * counts.Count);
        return [.. counts.Select(c => total == 0 ? 0 : (c + alpha) / total)];
    }

    /// <summary>Population stability index: the sum of <c>(q - p) ln(q / p)</c>, in nats, without a bound. Take shares with <see cref="Alpha"/>.</summary>
    public static double StabilityIndex(IReadOnlyList<double> p, IReadOnlyList<double> q) => KullbackLeibler(p, q) + KullbackLeibler(q, p);

    /// <summary>
    /// What the index exceeds with a chance of 1 in 20 when both samples are of one law: <c>(1/n + 1/m)</c> times the 0.95 quantile of the chi-square law with <c>cells - 1</c> degrees of freedom (Yurdakul 2018).
    /// </summary>
    /// <param name="n">Rows of the reference.</param>
    /// <param name="m">Current rows.</param>
    /// <param name="cells">Cells.</param>
    public static double CriticalStabilityIndex(long n, long m, int cells) =>
        cells < 2 || n == 0 || m == 0 ? 0 : ((1d / n) + (1d / m)) * ChiSquareLaw.Quantile(0.95, cells - 1);

    /// <summary>The sum of <c>p ln(p / q)</c>, in nats.</summary>
    public static double KullbackLeibler(IReadOnlyList<double> p, IReadOnlyList<double> q) => Sum(p, q, (a, b) => a == 0 ? 0 : a * Math.Log(a / b));

    /// <summary>The Jensen-Shannon divergence in bits (base 2), between 0 and 1.</summary>
    public static double JensenShannon(IReadOnlyList<double> p, IReadOnlyList<double> q)
    {
        static double Part(double a, double mean) => a == 0 ? 0 : a * Math.Log2(a / mean);
        return Math.Clamp(Sum(p, q, (a, b) => (Part(a, (a + b) / 2) + Part(b, (a + b) / 2)) / 2), 0, 1);
    }

    /// <summary>The root of <see cref="JensenShannon"/>, which is a metric: base 2, between 0 and 1.</summary>
    public static double JensenShannonDistance(IReadOnlyList<double> p, IReadOnlyList<double> q) => Math.Sqrt(JensenShannon(p, q));

    /// <summary>The Hellinger distance, between 0 and 1.</summary>
    public static double Hellinger(IReadOnlyList<double> p, IReadOnlyList<double> q) =>
        Math.Sqrt(Sum(p, q, (a, b) => (Math.Sqrt(a) - Math.Sqrt(b)) * (Math.Sqrt(a) - Math.Sqrt(b))) / 2);

    /// <summary>The total variation: half the sum of all differences, between 0 and 1.</summary>
    public static double TotalVariation(IReadOnlyList<double> p, IReadOnlyList<double> q) => Sum(p, q, (a, b) => Math.Abs(a - b)) / 2;

    /// <summary>L-infinity: the largest difference of two shares.</summary>
    public static double LargestDifference(IReadOnlyList<double> p, IReadOnlyList<double> q)
    {
        Check(p, q);
        return p.Zip(q, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
    }

    /// <summary><see cref="LargestDifference"/> without what chance gives: less <c>1.8 sqrt((n + m) / nm)</c>, at least 0.</summary>
    /// <param name="difference">The largest difference.</param>
    /// <param name="n">Rows of the reference.</param>
    /// <param name="m">Current rows.</param>
    public static double RobustLargestDifference(double difference, long n, long m) =>
        n == 0 || m == 0 ? 0 : Math.Max(0, difference - (RobustFactor * Math.Sqrt((1d / n) + (1d / m))));

    private static double Sum(IReadOnlyList<double> p, IReadOnlyList<double> q, Func<double, double, double> term)
    {
        Check(p, q);
        var sum = 0d;
        for (var i = 0; i < p.Count; i++)
        {
            sum += term(p[i], q[i]);
        }

        return sum;
    }

    private static void Check(IReadOnlyList<double> p, IReadOnlyList<double> q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        if (p.Count != q.Count)
        {
            throw new ArgumentException($"Two distributions of {p.Count} and {q.Count} cells cannot be compared; count both over the same cells.");
        }
    }
}
