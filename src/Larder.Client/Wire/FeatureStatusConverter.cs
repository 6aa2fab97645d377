using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>A status by its wire name, for example <c>PRESENT</c>.</summary>
public sealed class FeatureStatusConverter : JsonConverter<FeatureStatus>
{
    /// <inheritdoc/>
    public override FeatureStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach (var status in Enum.GetValues<FeatureStatus>())
        {
            if (status.WireName() == name)
            {
                return status;
            }
        }

        throw new JsonException("A status must be INVALID, PRESENT, NULL_VALUE, NOT_FOUND or OUTSIDE_MAX_AGE.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FeatureStatus value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.WireName());
    }
}
