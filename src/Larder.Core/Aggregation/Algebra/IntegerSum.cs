using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Sum of integers in 128 bits; a sum beyond 64 bits is invalid, never wrapped.</summary>
internal readonly struct IntegerSum : IInvertibleAggregation<long, Int128, FeatureValue>
{
    public string Identity => "sum";

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public Int128 Create() => Int128.Zero;

    public void Add(ref Int128 state, long value, Instant time) => state += value;

    public void Remove(ref Int128 state, long value, Instant time) => state -= value;

    public void Merge(ref Int128 state, in Int128 later) => state += later;

    public FeatureValue Finish(in Int128 state, Instant at) =>
        state >= long.MinValue && state <= long.MaxValue ? FeatureValue.From((long)state) : FeatureValue.Invalid;

    public void Write(in Int128 state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteFixed((long)(state >> 64));
        writer.WriteFixed(unchecked((long)(ulong)state));
    }

    public Int128 Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var sum = new Int128(unchecked((ulong)reader.ReadFixed()), unchecked((ulong)reader.ReadFixed()));
        reader.End();
        return sum;
    }
}
