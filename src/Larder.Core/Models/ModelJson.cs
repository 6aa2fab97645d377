using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Models;

/// <summary>The stored JSON of models: members in declaration order, numbers round-trip exact, a missing member is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstantText), typeof(WireName<FeatureTransform>), typeof(WireName<GateVerdict>), typeof(WireName<EncodingKind>), typeof(WireName<ColumnType>)])]
[JsonSerializable(typeof(LogisticArtifact))]
[JsonSerializable(typeof(ModelVerdict))]
[JsonSerializable(typeof(FittedEncodings))]
internal sealed partial class ModelJson : JsonSerializerContext;

/// <summary>Enums as their names in snake case; a number or an unknown name is an error.</summary>
internal sealed class WireName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Instants as RFC 3339.</summary>
internal sealed class InstantText : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Instant.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException("not an instant");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
