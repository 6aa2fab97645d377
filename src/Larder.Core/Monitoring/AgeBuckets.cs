using System.Numerics;

namespace Larder.Monitoring;

/// <summary>
/// The buckets that ages are counted in, the same everywhere, so that any two tallies add up. The first ends at one second; from there each doubling
/// is cut into four, up to 2^30 seconds (34 years). A bucket holds the ages above the end of the one before, up to and with its own end; one more
/// holds what is older. A percentile told from them is the end of its bucket: never less than the exact one (nearest rank), and at most a quarter more.
/// </summary>
public static class AgeBuckets
{
    /// <summary>How many buckets there are. Stored; never changed.</summary>
    public const int Count = 1 + (Octaves * Parts) + 1;

    private const int Octaves = 30;
    private const int Parts = 4;

    /// <summary>A quarter of a second: the ends are whole multiples.</summary>
    private const long Unit = 250_000;

    /// <summary>The bucket of an age.</summary>
    /// <param name="microseconds">The age; one below zero counts as zero.</param>
    public static int IndexOf(long microseconds)
    {
        // Ends are inclusive and microseconds whole: (low, high] holds x where [low, high) holds x - 1.
        var units = (ulong)(Math.Max(1, microseconds) - 1) / Unit;
        if (units < Parts)
        {
            return 0;
        }

        var octave = BitOperations.Log2(units) - 2;
        return octave >= Octaves ? Count - 1 : 1 + (octave * Parts) + (int)(units >> octave) - Parts;
    }

    /// <summary>The end of a bucket; of the last, which has none, its beginning.</summary>
    public static TimeSpan EndOf(int bucket)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bucket, Count);
        var step = Math.Min(bucket, Count - 2);
        var (octave, part) = step == 0 ? (0, 0) : ((step - 1) / Parts, ((step - 1) % Parts) + 1);
        return TimeSpan.FromTicks((Unit * TimeSpan.TicksPerMicrosecond * (Parts + part)) << octave);
    }

    /// <summary>A percentile by nearest rank, as the end of its bucket; null where nothing was counted.</summary>
    /// <param name="counts">One per bucket.</param>
    /// <param name="share">Above 0 and at most 1: 0.99 for P99.</param>
    public static TimeSpan? Percentile(ReadOnlySpan<long> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts[..Count])
        {
            total += count;
        }

        var rank = Math.Max(1, (long)Math.Ceiling((decimal)share * total));
        var before = 0L;
        for (var bucket = 0; bucket < Count; bucket++)
        {
            before += counts[bucket];
            if (before >= rank)
            {
                return EndOf(bucket);
            }
        }

        return null;
    }
}
