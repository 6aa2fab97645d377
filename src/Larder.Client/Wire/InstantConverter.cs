using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>An instant as RFC 3339 text in UTC, with six fraction digits or none.</summary>
public sealed class InstantConverter : JsonConverter<Instant>
{
    /// <inheritdoc/>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Instant.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException("A time must be RFC 3339 text, for example 2024-03-10T12:00:00Z.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
