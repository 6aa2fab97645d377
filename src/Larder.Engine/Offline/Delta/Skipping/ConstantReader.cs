using System.Globalization;
using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Values out of statistics and partition values, in the types that can be compared; null for others and for what cannot be read.</summary>
internal static class ConstantReader
{
    public static FeatureValue Read(JsonElement value, DeltaType type) => value.ValueKind switch
    {
        JsonValueKind.Number when type == DeltaType.Integer || type == DeltaType.Long => value.TryGetInt64(out var number) ? FeatureValue.From(number) : FeatureValue.Null,
        // The shortest text of a number of 32 bits is another number in 64.
        JsonValueKind.Number when type == DeltaType.Float => FeatureValue.From((double)value.GetSingle()),
        JsonValueKind.Number when type == DeltaType.Double => FeatureValue.From(value.GetDouble()),
        JsonValueKind.String when type == DeltaType.String || type == DeltaType.Date || type == DeltaType.Timestamp => Read(value.GetString()!, type),
        _ => FeatureValue.Null,
    };

    /// <summary>A value in the protocol's text form.</summary>
    public static FeatureValue Read(string text, DeltaType type) => type.Name switch
    {
        "integer" or "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? FeatureValue.From(number) : FeatureValue.Null,
        "float" => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) ? FeatureValue.From((double)single) : FeatureValue.Null,
        "double" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? FeatureValue.From(number) : FeatureValue.Null,
        "boolean" => bool.TryParse(text, out var truth) ? FeatureValue.From(truth ? 1L : 0) : FeatureValue.Null,
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? FeatureValue.From((long)day.DayNumber) : FeatureValue.Null,
        "timestamp" => Instant.TryParse(text, out var instant) ? FeatureValue.From(instant) : FeatureValue.Null,
        "string" => FeatureValue.From(text),
        _ => FeatureValue.Null,
    };

    /// <summary>The constant of a condition in the same form; null where it is not of the column's type.</summary>
    public static FeatureValue Read(FeatureValue constant, DeltaType type) => (type.Name, constant.Type) switch
    {
        ("integer" or "long", ColumnType.Int32 or ColumnType.Int64) => FeatureValue.From(constant.Bits),
        ("float" or "double", ColumnType.Float32) => FeatureValue.From((double)constant.AsFloat32()),
        ("float" or "double", ColumnType.Float64) or ("string", ColumnType.String) or ("timestamp", ColumnType.Timestamp) => constant,
        ("boolean", ColumnType.Boolean) => FeatureValue.From(constant.Bits),
        ("date", ColumnType.String) => Read(constant.AsString()!, type),
        _ => FeatureValue.Null,
    };
}
