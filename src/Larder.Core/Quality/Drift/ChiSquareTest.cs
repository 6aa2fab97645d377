namespace Larder.Quality.Drift;

/// <summary>The chi-square test of whether two samples fall into cells alike: a 2 x k contingency table, so that the reference's own chance counts too.</summary>
/// <param name="Statistic">The sum of squared distances from what is expected, by what is expected.</param>
/// <param name="Degrees">Cells left after merging, less one.</param>
/// <param name="PValue">Chance of such a statistic, or a larger one, for samples of one law; 1 where fewer than two cells are left.</param>
public sealed record ChiSquareTest(double Statistic, int Degrees, double PValue)
{
    /// <summary>A cell of which fewer rows are expected, on either side, is merged with others.</summary>
    public const double LeastExpected = 5;

    /// <summary>Tests counts over the same cells. Cells that are too small are merged into one; if that is too small still, with the smallest of the others.</summary>
    /// <param name="reference">Rows of the reference in each cell.</param>
    /// <param name="current">Current rows.</param>
    public static ChiSquareTest Of(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        var (n, m) = ((double)reference.Sum(), (double)current.Sum());
        var least = Math.Min(n, m) / (n + m);
        if (n == 0 || m == 0)
        {
            return new(0, 0, 1);
        }

        var cells = new List<(long Reference, long Current)>();
        var (merged, mergedToo) = (0L, 0L);
        foreach (var (r, c) in reference.Zip(current).OrderBy(cell => cell.First + cell.Second))
        {
            // In ascending order, so that what is merged takes the smallest of the others until it is large enough.
            var isSmall = (r + c) * least < LeastExpected || ((merged + mergedToo) > 0 && (merged + mergedToo) * least < LeastExpected);
            (merged, mergedToo) = isSmall ? (merged + r, mergedToo + c) : (merged, mergedToo);
            if (!isSmall)
            {
                cells.Add((r, c));
            }
        }

        if (merged + mergedToo > 0)
        {
            cells.Add((merged, mergedToo));
        }

        var statistic = cells.Sum(cell =>
        {
            var all = cell.Reference + cell.Current;
            var (expected, expectedToo) = (all * n / (n + m), all * m / (n + m));
            return (Square(cell.Reference - expected) / expected) + (Square(cell.Current - expectedToo) / expectedToo);
        });
        return cells.Count < 2 ? new(0, 0, 1) : new(statistic, cells.Count - 1, ChiSquareLaw.Survival(statistic, cells.Count - 1));
    }

    private static double Square(double value) => value * value;
}
