namespace Larder.Quality.Drift;

/// <summary>The first Wasserstein distance: how far values have to be moved in the mean to make one distribution of the other.</summary>
public static class Wasserstein
{
    /// <summary>The integral of the distance of the two cumulative distributions, in the values' unit; 0 where a side has none.</summary>
    /// <param name="points">Finite values in ascending order, each once, with how many rows of either side have them.</param>
    public static double Distance(IEnumerable<WeightedPoint> points)
    {
        WeightedPoint[] all = [.. points];
        var (n, m) = (all.Sum(p => p.Reference), all.Sum(p => p.Current));
        if (n == 0 || m == 0)
        {
            return 0;
        }

        var (below, belowToo, moved) = (0L, 0L, 0d);
        for (var i = 0; i + 1 < all.Length; i++)
        {
            below += all[i].Reference;
            belowToo += all[i].Current;
            moved += Math.Abs(((double)below / n) - ((double)belowToo / m)) * (all[i + 1].Value - all[i].Value);
        }

        return moved;
    }

    /// <summary>The distance in the reference's standard deviations (population), so that it has no unit; null where the reference does not vary.</summary>
    public static double? Scaled(double distance, double referenceDeviation) => referenceDeviation > 0 ? distance / referenceDeviation : null;
}
