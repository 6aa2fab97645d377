namespace Larder.Quality.Drift;

/// <summary>Drift statistics as their definitions say them, at whatever cost.</summary>
public static class NaiveDrift
{
    /// <summary>The greatest distance of the empirical distributions, asked at every value.</summary>
    public static double KolmogorovSmirnov(IReadOnlyList<double> reference, IReadOnlyList<double> current) =>
        reference.Concat(current).Max(at => Math.Abs(Below(reference, at) - Below(current, at)));

    /// <summary>Both samples are repeated until they are of one length, sorted, and paired.</summary>
    public static double Wasserstein(IReadOnlyList<double> reference, IReadOnlyList<double> current)
    {
        static IEnumerable<double> Repeated(IReadOnlyList<double> values, int times) => values.SelectMany(v => Enumerable.Repeat(v, times)).Order();
        return Repeated(reference, current.Count).Zip(Repeated(current, reference.Count), (a, b) => Math.Abs(a - b)).Average();
    }

    /// <summary>Every order in which n and m different values can come, with its distance.</summary>
    public static double ExactPValue(int n, int m, double distance)
    {
        var (far, all) = (0L, 0L);
        for (var order = 0; order < 1 << (n + m); order++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)order) != n)
            {
                continue;
            }

            var (i, j, greatest) = (0, 0, 0);
            for (var place = 0; place < n + m; place++)
            {
                (i, j) = (order >> place & 1) == 1 ? (i + 1, j) : (i, j + 1);
                greatest = Math.Max(greatest, Math.Abs((i * m) - (j * n)));
            }

            all++;
            far += greatest >= Math.Round(distance * n * m) ? 1 : 0;
        }

        return (double)far / all;
    }

    private static double Below(IReadOnlyList<double> values, double at) => (double)values.Count(v => v <= at) / values.Count;
}
