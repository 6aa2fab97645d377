using System.Buffers;
using Larder.Functions;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Weighted sums as of the newest value's time.</summary>
/// <param name="Time">The newest value's event time, microseconds.</param>
/// <param name="Weight">The sum of weights; 0 where there is no value.</param>
/// <param name="Sum">The weighted sum of values.</param>
internal readonly record struct DecayState(long Time, double Weight, double Sum);

/// <summary>
/// Exponentially decayed sum or mean: a value counts half after the half-life, a quarter after two. The weights at the query time are
/// 2^(-(t - event time) / half-life), brought forward from value to value.
/// </summary>
/// <param name="halfLife">Microseconds.</param>
/// <param name="mean">Whether the sum is divided by the sum of weights.</param>
internal readonly struct Decayed(long halfLife, bool mean) : IAggregation<double, DecayState, double?>
{
    public string Identity => $"decayed_{(mean ? "mean" : "sum")}_{halfLife}";

    public bool IsExact => false;

    public bool UsesQueryTime => true;

    public DecayState Create() => default;

    public void Add(ref DecayState state, double value, Instant time) => Merge(ref state, new DecayState(time.Microseconds, 1, value));

    public void Merge(ref DecayState state, in DecayState later)
    {
        if (later.Weight == 0 || state.Weight == 0)
        {
            state = state.Weight == 0 ? later : state;
            return;
        }

        var kept = Kept(state.Time, later.Time);
        state = new(later.Time, (state.Weight * kept) + later.Weight, (state.Sum * kept) + later.Sum);
    }

    public double? Finish(in DecayState state, Instant at)
    {
        if (state.Weight == 0)
        {
            return mean ? null : 0;
        }

        return StateCodec.OneNaN(mean ? state.Sum / state.Weight : state.Sum * Kept(state.Time, at.Microseconds));
    }

    public void Write(in DecayState state, IBufferWriter<byte> target) => StateCodec.Write(target, Zigzag(state.Time), state.Weight, state.Sum);

    public DecayState Read(ReadOnlySpan<byte> source)
    {
        var (time, weight, sum) = StateCodec.Read(source, doubles: 2);
        return new((long)((ulong)time >> 1) ^ -(time & 1), weight, sum);
    }

    private static long Zigzag(long value) => (value << 1) ^ (value >> 63);

    private double Kept(long from, long to) => PowerOfTwo.Of(-(double)(to - from) / halfLife);
}
