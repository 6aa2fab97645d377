using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>What is made of how often each value occurs.</summary>
internal enum FrequencyResult
{
    /// <summary>The number of different values.</summary>
    Distinct = 1,

    /// <summary>The most frequent values; of equally frequent ones the least first.</summary>
    Top = 2,

    /// <summary>All values with their numbers.</summary>
    Histogram = 3,
}

/// <summary>How often each value occurs, exactly: distinct count, most frequent values, histogram.</summary>
/// <param name="result">What is made of it.</param>
/// <param name="type">The type of the values.</param>
/// <param name="limit">The number of values wanted, for <see cref="FrequencyResult.Top"/>.</param>
internal readonly struct Frequencies(FrequencyResult result, ColumnType type, int limit)
    : IInvertibleAggregation<FeatureValue, Dictionary<FeatureValue, long>, FeatureValue>
{
    public string Identity => result switch
    {
        FrequencyResult.Distinct => "count_distinct",
        FrequencyResult.Top => $"top_{limit}",
        _ => "histogram",
    };

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public Dictionary<FeatureValue, long> Create() => [];

    public void Add(ref Dictionary<FeatureValue, long> state, FeatureValue value, Instant time) =>
        Change(state, ValueCodec.Canonical(value), 1);

    public void Remove(ref Dictionary<FeatureValue, long> state, FeatureValue value, Instant time) =>
        Change(state, ValueCodec.Canonical(value), -1);

    public void Merge(ref Dictionary<FeatureValue, long> state, in Dictionary<FeatureValue, long> later)
    {
        foreach (var (value, count) in later)
        {
            Change(state, value, count);
        }
    }

    public FeatureValue Finish(in Dictionary<FeatureValue, long> state, Instant at)
    {
        switch (result)
        {
            case FrequencyResult.Distinct:
                return FeatureValue.From((long)state.Count);
            case var _ when state.Count == 0:
                return FeatureValue.Null;
            case FrequencyResult.Histogram:
                return FeatureValue.From(new FeatureMap<long>(state.Select(e => KeyValuePair.Create(e.Key.ToString(), e.Value))));
            default:
                var order = Comparer<KeyValuePair<FeatureValue, long>>.Create(
                    (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : ValueCodec.Compare(a.Key, b.Key));
                return ValueCodec.ListOf(type, [.. state.Order(order).Take(limit).Select(e => e.Key)]);
        }
    }

    public void Write(in Dictionary<FeatureValue, long> state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)state.Count);
        foreach (var (value, count) in state.OrderBy(e => e.Key, Comparer<FeatureValue>.Create(ValueCodec.Compare)))
        {
            ValueCodec.Write(writer, value);
            writer.WriteUnsigned((ulong)count);
        }
    }

    public Dictionary<FeatureValue, long> Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var state = Create();
        for (var left = reader.ReadCount(bytesEach: 2); left > 0; left--)
        {
            var value = ValueCodec.Read(ref reader, type);
            var count = (long)reader.ReadUnsigned();
            if (count <= 0 || !state.TryAdd(value, count))
            {
                throw VarintReader.Damaged();
            }
        }

        reader.End();
        return state;
    }

    private static void Change(Dictionary<FeatureValue, long> state, FeatureValue value, long by)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(state, value, out _);
        count += by;
        if (count == 0)
        {
            state.Remove(value);
        }
    }
}
