using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Pipelines.Runs;

/// <summary>Events as stores keep them: JSON, without what is null or zero. Kinds and states are numbers, which never change.</summary>
public static class RunEventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new InstantConverter() },
    };

    /// <summary>The stored form.</summary>
    public static string Write(RunEvent happened) => JsonSerializer.Serialize(happened, Options);

    /// <summary>The event.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RunEvent Read(string json) => JsonSerializer.Deserialize<RunEvent>(json, Options) ?? throw new JsonException("An event cannot be null.");

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Microseconds);
    }
}
