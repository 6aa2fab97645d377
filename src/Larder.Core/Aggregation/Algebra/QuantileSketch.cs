using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>
/// Approximate percentiles: DDSketch of Masson, Rim and Lee (VLDB 2019). Values are counted in buckets whose ends lie a constant ratio
/// apart, so every percentile is within the accuracy asked for, relative to the true value. Buckets are found by linear interpolation
/// between powers of two: only additions and multiplications, so that the result is the same on every machine. NaN counts as the
/// greatest value.
/// </summary>
/// <param name="percentiles">Each between 0 and 100.</param>
/// <param name="accuracy">Greatest relative error, for example 0.01.</param>
/// <param name="single">Whether the result is one number instead of a list.</param>
internal readonly struct QuantileSketch(double[] percentiles, double accuracy, bool single)
    : IInvertibleAggregation<double, SortedDictionary<int, long>, FeatureValue>
{
    public const double DefaultAccuracy = 0.01;

    /// <summary>The key of zero is 0; those of positive values lie above this distance, those of negative ones mirrored below.</summary>
    public const int Middle = 1 << 28;

    private const int NaNKey = int.MaxValue;

    private const int InfinityKey = int.MaxValue - 1;

    /// <summary>The logarithm of the ratio of a bucket's ends, by its series: ln((1 + a) / (1 - a)).</summary>
    private readonly double _width = 2 * (accuracy + (accuracy * accuracy * accuracy / 3));

    public string Identity => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"approx_percentiles_{string.Join('_', percentiles.Select(p => p.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}_{accuracy:R}");

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public SortedDictionary<int, long> Create() => [];

    public void Add(ref SortedDictionary<int, long> state, double value, Instant time) => Change(state, Key(value), 1);

    public void Remove(ref SortedDictionary<int, long> state, double value, Instant time) => Change(state, Key(value), -1);

    public void Merge(ref SortedDictionary<int, long> state, in SortedDictionary<int, long> later)
    {
        foreach (var (key, count) in later)
        {
            Change(state, key, count);
        }
    }

    public FeatureValue Finish(in SortedDictionary<int, long> state, Instant at)
    {
        var total = 0L;
        foreach (var count in state.Values)
        {
            total += count;
        }

        if (total == 0)
        {
            return FeatureValue.Null;
        }

        var results = new double[percentiles.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = At(state, (long)Math.Floor(percentiles[i] / 100 * (total - 1)));
        }

        return single ? FeatureValue.From(results[0]) : FeatureValue.From(results);
    }

    public void Write(in SortedDictionary<int, long> state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)state.Count);
        foreach (var (key, count) in state)
        {
            writer.WriteSigned(key);
            writer.WriteUnsigned((ulong)count);
        }
    }

    public SortedDictionary<int, long> Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var state = Create();
        for (var left = reader.ReadCount(bytesEach: 2); left > 0; left--)
        {
            var (key, count) = (reader.ReadSigned(), (long)reader.ReadUnsigned());
            if (key != (int)key || count <= 0 || !state.TryAdd((int)key, count))
            {
                throw VarintReader.Damaged();
            }
        }

        reader.End();
        return state;
    }

    private static void Change(SortedDictionary<int, long> state, int key, long by)
    {
        state.TryGetValue(key, out var count);
        if (count + by == 0)
        {
            state.Remove(key);
        }
        else
        {
            state[key] = count + by;
        }
    }

    /// <summary>The key of a value's bucket: keys are ordered as the values are.</summary>
    public int Key(double value)
    {
        if (double.IsNaN(value))
        {
            return NaNKey;
        }

        if (value == 0)
        {
            return 0;
        }

        var size = double.IsInfinity(value) ? InfinityKey : Middle + (int)Math.Floor(Scale(Math.Abs(value)) / _width);
        return value < 0 ? -size : size;
    }

    /// <summary>The base-2 logarithm, interpolated linearly between powers of two; its slope against the natural one is between 1 and 2.</summary>
    private static double Scale(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52);
        if (exponent == 0)
        {
            // Subnormal: bring it into range first.
            bits = BitConverter.DoubleToInt64Bits(value * 18_014_398_509_481_984.0);
            exponent = (int)(bits >> 52) - 54;
        }

        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        return exponent - 1023 + (mantissa - 1);
    }

    private static double Unscale(double scaled)
    {
        var floor = Math.Floor(scaled);
        return Math.ScaleB(1 + (scaled - floor), (int)floor);
    }

    private double At(SortedDictionary<int, long> state, long rank)
    {
        foreach (var (key, count) in state)
        {
            rank -= count;
            if (rank < 0)
            {
                return Value(key);
            }
        }

        throw new InvalidOperationException("A rank lies beyond the values counted.");
    }

    /// <summary>The point of a bucket whose greatest relative distance from the bucket's values is least.</summary>
    public double Value(int key)
    {
        switch (key)
        {
            case 0: return 0;
            case NaNKey: return double.NaN;
            case InfinityKey: return double.PositiveInfinity;
            case -InfinityKey: return double.NegativeInfinity;
        }

        var index = Math.Abs(key) - Middle;
        var low = Unscale(index * _width);
        var high = Unscale((index + 1) * _width);
        var value = high > double.MaxValue ? low : low * (2 / (1 + (low / high)));
        return key < 0 ? -value : value;
    }
}
