using System.Text;
using Larder.Types;

namespace Larder.Reference;

/// <summary>What a sketch says of a list of values, by its paper's definition and not by folding.</summary>
internal static class NaiveSketches
{
    private const ulong Offset = 14_695_981_039_346_656_037;

    /// <summary>HyperLogLog: per register the greatest place of the first one among the hashes that fall into it.</summary>
    public static long Distinct(IEnumerable<FeatureValue> values, int precision)
    {
        var m = 1L << precision;
        var ranks = values.Select(Hash).GroupBy(hash => hash >> (64 - precision)).ToDictionary(g => (long)g.Key, g => g.Max(hash => Rank(hash, 64 - precision)));
        var sum = 0d;
        for (var register = 0L; register < m; register++)
        {
            sum += Math.ScaleB(1, -ranks.GetValueOrDefault(register));
        }

        var estimate = 0.7213 / (1 + (1.079 / m)) * m * m / sum;
        var empty = m - ranks.Count;
        return (long)Math.Round(estimate <= 2.5 * m && empty > 0 ? m * FeatureMath.Log((double)m / empty) : estimate);
    }

    /// <summary>DDSketch: the point that stands for all values of the bucket in which a value lies.</summary>
    public static double Near(double value, double accuracy)
    {
        if (double.IsNaN(value))
        {
            return double.NaN;
        }

        if (value == 0 || double.IsInfinity(value))
        {
            return value + 0.0;
        }

        // A bucket is as wide as the logarithm of the ratio of its ends, on a scale that is straight between powers of two.
        var width = 2 * (accuracy + (accuracy * accuracy * accuracy / 3));
        var power = Math.ILogB(value);
        var bucket = (int)Math.Floor((power + (Math.ScaleB(Math.Abs(value), -power) - 1)) / width);
        var (low, high) = (End(bucket * width), End((bucket + 1) * width));
        return Math.CopySign(double.IsInfinity(high) ? low : low * (2 / (1 + (low / high))), value);

        static double End(double scaled) => Math.ScaleB(1 + (scaled - Math.Floor(scaled)), (int)Math.Floor(scaled));
    }

    private static int Rank(ulong hash, int bits)
    {
        for (var rank = 1; rank <= bits; rank++)
        {
            if ((hash >> (bits - rank) & 1) == 1)
            {
                return rank;
            }
        }

        return bits + 1;
    }

    /// <summary>FNV-1a over UTF-8, or the bits spread by the golden ratio; then the finaliser of MurmurHash3.</summary>
    private static ulong Hash(FeatureValue value)
    {
        var hash = value.AsString() is { } text
            ? Encoding.UTF8.GetBytes(text).Aggregate(Offset, (h, b) => unchecked((h ^ b) * 1_099_511_628_211))
            : unchecked(Offset ^ ((ulong)Bits(value) * 0x9E37_79B9_7F4A_7C15));
        hash = unchecked((hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD);
        hash = unchecked((hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53);
        return hash ^ (hash >> 33);
    }

    private static long Bits(FeatureValue value) => value.Type == ColumnType.Float64 ? BitConverter.DoubleToInt64Bits(value.AsFloat64()) : value.AsInt64();
}
