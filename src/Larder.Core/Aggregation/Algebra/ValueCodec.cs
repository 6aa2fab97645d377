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

    /// <summary>Reads a value of the type given.</summary>
    public static FeatureValue Read(ref VarintReader reader, ColumnType type, bool orNull = false)
    {
        var stored = (ColumnType)reader.ReadByte();
        if (stored == 0 && orNull)
        {
            return FeatureValue.Null;
        }

        return stored != type || type.IsComposite() ? throw VarintReader.Damaged()
            : type == ColumnType.String ? FeatureValue.From(reader.ReadText())
            : FeatureValue.FromBits(type, Checked(type, reader.ReadFixed()));
    }

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

    private static long Checked(ColumnType type, long bits) => type switch
    {
        ColumnType.Int32 or ColumnType.Float32 when bits != (int)bits => throw VarintReader.Damaged(),
        ColumnType.Boolean when bits is not (0 or 1) => throw VarintReader.Damaged(),
        ColumnType.Timestamp when !new Instant(bits).IsInCalendar => throw VarintReader.Damaged(),
        _ => bits,
    };

    private static int Compare(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);
}
