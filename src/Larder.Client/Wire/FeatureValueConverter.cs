using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>
/// A value as bare JSON: null, true, a number, text, a list of numbers or texts, an object of numbers, texts or lists. Timestamps are RFC 3339 text; NaN and
/// the infinities are the texts <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>. JSON does not keep types: whole numbers are read as int64,
/// others as float64, all text as text; lists and maps by the same rule, as int64 where every number is whole. Read lists of numbers with
/// <see cref="FeatureValueExtensions.ToNumbers"/>, maps of them with <see cref="FeatureValueExtensions.ToNumberListMap"/>, whatever they were read as.
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
        JsonTokenType.Number => CompositeJson.Number(ref reader),
        _ => CompositeJson.Read(ref reader),
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
            case var type when type.IsComposite(): CompositeJson.Write(writer, value); break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }
}
