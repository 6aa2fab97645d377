using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Number of values.</summary>
internal readonly struct Counting : IInvertibleAggregation<bool, long, long>
{
    public string Identity => "count";

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public long Create() => 0;

    public void Add(ref long state, bool value, Instant time) => state++;

    public void Remove(ref long state, bool value, Instant time) => state--;

    public void Merge(ref long state, in long later) => state += later;

    public long Finish(in long state, Instant at) => state;

    public void Write(in long state, IBufferWriter<byte> target) => StateCodec.Begin(target).WriteUnsigned((ulong)state);

    public long Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var count = (long)reader.ReadUnsigned();
        reader.End();
        return count;
    }
}
