using System.Buffers;
using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>A value and the bucket it goes to.</summary>
internal readonly record struct BucketValue<TValue>(string Bucket, TValue Value);

/// <summary>An algebra once for each bucket: states of buckets are merged each with its own, so that the tiles' order holds in every bucket.</summary>
internal readonly struct Bucketed<TAlgebra, TValue, TState, TResult>(TAlgebra algebra)
    : IAggregation<BucketValue<TValue>, SortedDictionary<string, TState>, FeatureValue>
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    public string Identity => $"by {algebra.Identity}";

    public bool IsExact => algebra.IsExact;

    public bool UsesQueryTime => algebra.UsesQueryTime;

    public SortedDictionary<string, TState> Create() => new(StringComparer.Ordinal);

    public void Add(ref SortedDictionary<string, TState> state, BucketValue<TValue> value, Instant time)
    {
        if (!state.TryGetValue(value.Bucket, out var bucket))
        {
            bucket = algebra.Create();
        }

        algebra.Add(ref bucket, value.Value, time);
        state[value.Bucket] = bucket;
    }

    public void Merge(ref SortedDictionary<string, TState> state, in SortedDictionary<string, TState> later)
    {
        foreach (var (name, part) in later)
        {
            if (!state.TryGetValue(name, out var bucket))
            {
                bucket = algebra.Create();
            }

            algebra.Merge(ref bucket, in part);
            state[name] = bucket;
        }
    }

    public FeatureValue Finish(in SortedDictionary<string, TState> state, Instant at)
    {
        var results = new List<(string, FeatureValue)>(state.Count);
        foreach (var (name, bucket) in state)
        {
            results.Add((name, Folds.InputValues.Wrap(algebra.Finish(in bucket, at))));
        }

        return BucketResults.ToMap(results);
    }

    public void Write(in SortedDictionary<string, TState> state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)state.Count);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (name, bucket) in state)
        {
            bytes.ResetWrittenCount();
            algebra.Write(in bucket, bytes);
            writer.WriteText(name);
            writer.WriteBytes(bytes.WrittenSpan);
        }
    }

    public SortedDictionary<string, TState> Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var state = Create();
        for (var left = reader.ReadCount(bytesEach: 2); left > 0; left--)
        {
            var name = reader.ReadText();
            if (!state.TryAdd(name, algebra.Read(reader.ReadBytes())))
            {
                throw VarintReader.Damaged();
            }
        }

        reader.End();
        return state;
    }
}
