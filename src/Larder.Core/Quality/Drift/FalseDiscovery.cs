namespace Larder.Quality.Drift;

/// <summary>Many tests at once: the procedure of Benjamini and Hochberg (1995).</summary>
public static class FalseDiscovery
{
    /// <summary>The adjusted p-values, in the order given: taking those up to x for discoveries, the share of false ones among them is x at most.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        var least = 1d;
        foreach (var (rank, index) in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).Index().Reverse())
        {
            least = Math.Min(least, pValues[index] * pValues.Count / (rank + 1));
            adjusted[index] = least;
        }

        return adjusted;
    }
}
