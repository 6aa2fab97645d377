using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Least or greatest value, NaN ordered last, the first of equals; the state is that value or null.</summary>
internal readonly struct Extreme(bool greatest, ColumnType type) : IAggregation<FeatureValue, FeatureValue, FeatureValue>
{
    public string Identity => greatest ? "max" : "min";

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public FeatureValue Create() => FeatureValue.Null;

    public void Add(ref FeatureValue state, FeatureValue value, Instant time)
    {
        if (state.IsNull || (greatest ? IsLess(state, value) : IsLess(value, state)))
        {
            state = value;
        }
    }

    public void Merge(ref FeatureValue state, in FeatureValue later)
    {
        if (!later.IsNull)
        {
            Add(ref state, later, default);
        }
    }

    private bool IsLess(FeatureValue left, FeatureValue right)
    {
        if (type != ColumnType.Float64)
        {
            return ValueCodec.Compare(left, right) < 0;
        }

        // NaN is last: less than it is any number, and it less than none.
        var (a, b) = (left.AsFloat64(), right.AsFloat64());
        return a < b || (double.IsNaN(b) && !double.IsNaN(a));
    }

    public FeatureValue Finish(in FeatureValue state, Instant at) => state;

    public void Write(in FeatureValue state, IBufferWriter<byte> target) => ValueCodec.Write(StateCodec.Begin(target), state);

    public FeatureValue Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var value = ValueCodec.Read(ref reader, type, orNull: true);
        reader.End();
        return value;
    }
}
