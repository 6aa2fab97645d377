using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>The stored form of single values inside states: the type's number, then bits as eight bytes or text with its length.</summary>
internal static class ValueCodec
{
    public static void Write(VarintWriter writer, FeatureValue value)
    {
        writer.WriteByte((byte)value.Type);
        if (value.Type == ColumnType.String)
        {
            writer.WriteText(value.AsString()!);
        }
        else if (!value.IsNull)
        {
            writer.WriteFixed(value.Bits);
        }
    }

    public static FeatureValue Read(ref VarintReader reader) => (ColumnType)reader.ReadByte() switch
    {
        0 => FeatureValue.Null,
        ColumnType.String => FeatureValue.From(reader.ReadText()),
        var type and <= ColumnType.Timestamp => FeatureValue.FromBits(type, reader.ReadFixed()),
        _ => throw VarintReader.Damaged(),
    };

    /// <summary>One form for values that count as equal: all NaNs, and both zeros.</summary>
    public static FeatureValue Canonical(FeatureValue value) => value.Type switch
    {
        ColumnType.Float64 => FeatureValue.From(double.IsNaN(value.AsFloat64()) ? double.NaN : value.AsFloat64() + 0.0),
        ColumnType.Float32 => FeatureValue.From(float.IsNaN(value.AsFloat32()) ? float.NaN : value.AsFloat32() + 0f),
        _ => value,
    };

    /// <summary>Numeric order with NaN last and equal zeros; text character by character. Both values are of one type.</summary>
    public static int Compare(FeatureValue left, FeatureValue right) => left.Type switch
    {
        ColumnType.Float64 => Compare(left.AsFloat64(), right.AsFloat64()),
        ColumnType.Float32 => Compare(left.AsFloat32(), right.AsFloat32()),
        ColumnType.String => string.CompareOrdinal(left.AsString(), right.AsString()),
        _ => left.Bits.CompareTo(right.Bits),
    };

    /// <summary>Values of one type as the list type of features.</summary>
    public static FeatureValue ListOf(ColumnType type, IReadOnlyList<FeatureValue> values) => type switch
    {
        ColumnType.String => FeatureValue.From(values.Select(v => v.AsString()!).ToArray()),
        ColumnType.Float64 => FeatureValue.From(values.Select(v => v.AsFloat64()).ToArray()),
        ColumnType.Float32 => FeatureValue.From(values.Select(v => v.AsFloat32()).ToArray()),
        _ => FeatureValue.From(values.Select(v => v.Bits).ToArray()),
    };

    private static int Compare(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);
}
