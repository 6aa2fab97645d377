using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Which values of a window are wanted, by their place in the total order.</summary>
/// <param name="Newest">Those at the end instead of those at the start.</param>
/// <param name="Distinct">Each value once: where it first occurs from the end wanted.</param>
/// <param name="Count">How many at most.</param>
internal readonly record struct EndChoice(bool Newest, bool Distinct, int Count);

/// <summary>The first or last values of a window, oldest first; the state is the list of at most so many.</summary>
internal readonly struct Ends(EndChoice choice, ColumnType type, bool single) : IAggregation<FeatureValue, List<FeatureValue>, FeatureValue>
{
    public string Identity => $"{(choice.Newest ? "last" : "first")}{(choice.Distinct ? "_distinct" : string.Empty)}_{choice.Count}";

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public List<FeatureValue> Create() => [];

    public void Add(ref List<FeatureValue> state, FeatureValue value, Instant time)
    {
        var known = choice.Distinct ? IndexOf(state, value) : -1;
        if (!choice.Newest)
        {
            if (known < 0 && state.Count < choice.Count)
            {
                state.Add(value);
            }

            return;
        }

        if (known >= 0)
        {
            state.RemoveAt(known);
        }
        else if (state.Count == choice.Count)
        {
            state.RemoveAt(0);
        }

        state.Add(value);
    }

    public void Merge(ref List<FeatureValue> state, in List<FeatureValue> later)
    {
        foreach (var value in later)
        {
            Add(ref state, value, default);
        }
    }

    public FeatureValue Finish(in List<FeatureValue> state, Instant at) =>
        single ? (state.Count == 0 ? FeatureValue.Null : state[0]) : state.Count == 0 ? FeatureValue.Null : ValueCodec.ListOf(type, state);

    public void Write(in List<FeatureValue> state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)state.Count);
        foreach (var value in state)
        {
            ValueCodec.Write(writer, value);
        }
    }

    public List<FeatureValue> Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var values = new List<FeatureValue>(reader.ReadCount(bytesEach: 1));
        for (var left = values.Capacity; left > 0; left--)
        {
            values.Add(ValueCodec.Read(ref reader, type));
        }

        reader.End();
        return values.Count <= choice.Count ? values : throw VarintReader.Damaged();
    }

    private static int IndexOf(List<FeatureValue> values, FeatureValue value)
    {
        var canonical = ValueCodec.Canonical(value);
        return values.FindIndex(v => ValueCodec.Canonical(v) == canonical);
    }
}
