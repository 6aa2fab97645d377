namespace Larder.Quality.Profiles;

/// <summary>How many numbers lie in a stretch.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Count">Numbers in it.</param>
public readonly record struct HistogramBin(double Low, double High, long Count);

/// <summary>
/// Bins of equal width for plots, from the buckets of a profile's sketch: a number counts where the middle of its bucket lies, within 1 % of itself. They reach from the 0.5 % to the 99.5 % quantile, and the
/// outer two hold all that lies beyond, so that a few values far away leave the rest visible.
/// </summary>
public static class Histogram
{
    /// <summary>How many bins there are by default.</summary>
    public const int Bins = 24;

    private const double Tail = 0.005;

    /// <summary>The bins of a profile's finite numbers; one where all are alike, none where there are none.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="bins">How many there are at most. Default <see cref="Bins"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is to be no bin.</exception>
    public static IReadOnlyList<HistogramBin> Of(FeatureProfile profile, int bins = Bins)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        (double Value, long Count)[] finite = [.. profile.Numbers.Counts.Select(c => (NumberSketch.Buckets.Value(c.Key), c.Count)).Where(c => double.IsFinite(c.Item1))];
        if (finite.Length == 0)
        {
            return [];
        }

        var total = finite.Sum(c => c.Count);
        var (low, high) = (At(finite, (long)(Tail * (total - 1))), At(finite, (long)Math.Ceiling((1 - Tail) * (total - 1))));

        // Each end by itself: the difference of two large numbers may be infinite.
        var width = (high / bins) - (low / bins);
        if (width <= 0)
        {
            return [new(low, high, total)];
        }

        var counts = new long[bins];
        foreach (var (value, count) in finite)
        {
            counts[(int)Math.Clamp(Math.Floor((value / width) - (low / width)), 0, bins - 1)] += count;
        }

        return [.. counts.Select((count, i) => new HistogramBin(low + (i * width), i == bins - 1 ? high : low + ((i + 1) * width), count))];
    }

    /// <summary>The number at a place in ascending order.</summary>
    private static double At((double Value, long Count)[] counts, long place)
    {
        foreach (var (value, count) in counts)
        {
            place -= count;
            if (place < 0)
            {
                return value;
            }
        }

        return counts[^1].Value;
    }
}
