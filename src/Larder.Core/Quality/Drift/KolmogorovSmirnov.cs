namespace Larder.Quality.Drift;

/// <summary>The two-sample test of Kolmogorov and Smirnov. Where values are tied, as in discrete data, its p-value is too large.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Up to so many rows on the larger side the p-value is exact; above, it is the limit's.</summary>
    public const int MostExact = 10_000;

    /// <summary>The greatest distance of the two cumulative distributions.</summary>
    /// <param name="points">Values in ascending order, each once, with how many rows of either side have them.</param>
    public static double Distance(IEnumerable<WeightedPoint> points)
    {
        WeightedPoint[] all = [.. points];
        var (n, m) = (all.Sum(p => p.Reference), all.Sum(p => p.Current));
        if (n == 0 || m == 0)
        {
            return 0;
        }

        var (below, belowToo, greatest) = (0L, 0L, 0d);
        foreach (var point in all)
        {
            below += point.Reference;
            belowToo += point.Current;
            greatest = Math.Max(greatest, Math.Abs(((double)below / n) - ((double)belowToo / m)));
        }

        return greatest;
    }

    /// <summary>Chance of a distance of at least <paramref name="distance"/> between samples of one law: exact up to <see cref="MostExact"/> rows, else the limit's.</summary>
    public static double PValue(long n, long m, double distance) =>
        n == 0 || m == 0 ? 1 : Math.Max(n, m) <= MostExact ? ExactPValue((int)n, (int)m, distance) : AsymptoticPValue(n, m, distance);

    /// <summary>
    /// By counting lattice paths: merging the samples is a path from (0, 0) to (n, m), all equally likely. The share of those to (i, j) that ever left the band is that of (i - 1, j) times
    /// <c>i / (i + j)</c> plus that of (i, j - 1) times <c>j / (i + j)</c>, and 1 outside of the band. Only the band is walked.
    /// </summary>
    public static double ExactPValue(int n, int m, double distance)
    {
        var limit = (long)Math.Round(distance * n * m);
        if (limit <= 0)
        {
            return 1;
        }

        // Shares by j of the last i; 1 wherever the band was not.
        var left = new double[m + 1];
        Array.Fill(left, 1);
        for (long i = 0; i <= n; i++)
        {
            // Inside are the j with |i m - j n| < limit.
            var (first, last) = (Math.Max(0, FloorDivide((i * m) - limit, n) + 1), Math.Min(m, -FloorDivide(-((i * m) + limit), n) - 1));
            if (first > 0 && first <= m)
            {
                left[first - 1] = 1;
            }

            for (var j = first; j <= last; j++)
            {
                var steps = i + j;
                left[j] = steps == 0 ? 0 : ((i == 0 ? 0 : left[j] * i) + (j == 0 ? 0 : left[j - 1] * j)) / steps;
            }
        }

        return Math.Clamp(left[m], 0, 1);
    }

    /// <summary><c>2 sum (-1)^(k-1) exp(-2 k² λ²)</c> with <c>λ = sqrt(nm / (n + m)) D</c>.</summary>
    public static double AsymptoticPValue(long n, long m, double distance) => Limit(Math.Sqrt(Effective(n, m)) * distance);

    /// <summary>The limit with the correction of Stephens (1970): <c>λ = (sqrt(e) + 0.12 + 0.11 / sqrt(e)) D</c> with <c>e = nm / (n + m)</c>.</summary>
    public static double StephensPValue(long n, long m, double distance)
    {
        var root = Math.Sqrt(Effective(n, m));
        return Limit((root + 0.12 + (0.11 / root)) * distance);
    }

    private static double Effective(long n, long m) => (double)n * m / (n + m);

    private static double Limit(double lambda)
    {
        const double Surely = 0.2;
        if (lambda < Surely)
        {
            // The alternating series converges too slowly where the sum is 1 to the last bit.
            return 1;
        }

        var (sum, sign) = (0d, 2d);
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2d * k * k * lambda * lambda);
            sum += sign * term;
            sign = -sign;
            if (term < 1e-17)
            {
                break;
            }
        }

        return Math.Clamp(sum, 0, 1);
    }

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}

/// <summary>A value and how many rows of either side have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Reference">Rows of the reference.</param>
/// <param name="Current">Current rows.</param>
public readonly record struct WeightedPoint(double Value, long Reference, long Current)
{
    /// <summary>The points of two samples; NaN is left out.</summary>
    public static IReadOnlyList<WeightedPoint> Of(IEnumerable<double> reference, IEnumerable<double> current) =>
    [
        .. reference.Select(v => (Value: v, IsReference: true)).Concat(current.Select(v => (Value: v, IsReference: false))).Where(v => !double.IsNaN(v.Value))
            .GroupBy(v => v.Value).OrderBy(g => g.Key).Select(g => new WeightedPoint(g.Key, g.LongCount(v => v.IsReference), g.LongCount(v => !v.IsReference))),
    ];
}
