using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>
/// A value as bare JSON: null, true, a number, text. Timestamps are RFC 3339 text; NaN and the infinities are the texts <c>NaN</c>,
/// <c>Infinity</c> and <c>-Infinity</c>. JSON does not keep types: whole numbers are read as int64, others as float64, all text as text.
/// </summary>
public sealed class FeatureValueConverter : JsonConverter<FeatureValue>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override FeatureValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => FeatureValue.Null,
        JsonTokenType.True => FeatureValue.From(true),
        JsonTokenType.False => FeatureValue.From(false),
        JsonTokenType.String => FeatureValue.From(reader.GetString()),
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? FeatureValue.From(whole) : FeatureValue.From(reader.GetDouble()),
        _ => throw new JsonException("A feature's value must be null, a bool, a number or text."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FeatureValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Type)
        {
            case 0: writer.WriteNullValue(); break;
            case ColumnType.Boolean: writer.WriteBooleanValue(value.AsBoolean()); break;
            case ColumnType.Int32 or ColumnType.Int64: writer.WriteNumberValue(value.Bits); break;
            case ColumnType.Float32 when float.IsFinite(value.AsFloat32()): writer.WriteNumberValue(value.AsFloat32()); break;
            case ColumnType.Float64 when double.IsFinite(value.AsFloat64()): writer.WriteNumberValue(value.AsFloat64()); break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }
}
