using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>
/// A vector as one line of JSON, format 1. Values are written without loss (<see cref="ExactText"/>), instants as RFC 3339.
/// </summary>
internal static class ServedVectorJson
{
    /// <summary>The format written; lines of a greater one are refused.</summary>
    public const int Format = 1;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Appends a line with its line feed.</summary>
    public static void WriteLine(ServedVector vector, IBufferWriter<byte> target)
    {
        using (var json = new Utf8JsonWriter(target, Relaxed))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("served_at", vector.ServedAt.ToString());
            json.WriteString("as_of", vector.AsOf.ToString());
            Write(json, "keys", vector.Plan.Keys, vector.Keys);
            json.WriteString("service", vector.Plan.Service);
            json.WriteString("model", vector.Model);
            json.WriteString("code_version", vector.Plan.CodeVersion);
            Write(json, vector.Plan, vector.Origins);
            Write(json, "request", vector.Plan.Request, vector.Request);
            Write(json, vector);
            json.WriteEndObject();
        }

        target.GetSpan(1)[0] = (byte)'\n';
        target.Advance(1);
    }

    /// <summary>Reads a line; null where it is no whole one.</summary>
    /// <exception cref="Errors.UnavailableException">It is of a later format.</exception>
    public static ServedVector? ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format > Format)
            {
                throw new Errors.UnavailableException($"The log of served vectors has lines of format {format}; this Larder reads up to format {Format}. Upgrade it.");
            }

            return Read(root);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or Errors.InvalidInputException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, string member, IReadOnlyList<string> names, IReadOnlyList<FeatureValue> values)
    {
        json.WriteStartObject(member);
        for (var i = 0; i < values.Count; i++)
        {
            json.WriteString(names[i], ExactText.Of(values[i]));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServedPlan plan, IReadOnlyList<IReadOnlyList<ViewOrigin>> origins)
    {
        json.WriteStartArray("views");
        for (var i = 0; i < plan.Views.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("view", plan.Views[i].Name);
            json.WriteNumber("version", plan.Views[i].Version);
            json.WriteBoolean("stored", plan.Views[i].IsStored);
            json.WriteStartArray("made_from");
            foreach (var origin in i < origins.Count ? origins[i] : [])
            {
                json.WriteStartObject();
                json.WriteString("table", origin.Table.ToString());
                json.WriteString("as_of", origin.AsOf.ToString());
                json.WriteNumber("horizon_start", origin.HorizonStart.Microseconds);
                json.WriteString("code_version", origin.CodeVersion);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ServedVector vector)
    {
        json.WriteStartArray("features");
        for (var i = 0; i < vector.Values.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("feature", vector.Plan.Features[i]);
            json.WriteString("value", ExactText.Of(vector.Values[i].Value));
            json.WriteString("status", vector.Values[i].Status.WireName());
            json.WriteString("event_time", vector.Values[i].EventTime?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ServedVector Read(JsonElement root)
    {
        var views = root.GetProperty("views").EnumerateArray().ToArray();
        var keys = root.GetProperty("keys").EnumerateObject().ToArray();
        var request = root.GetProperty("request").EnumerateObject().ToArray();
        var features = root.GetProperty("features").EnumerateArray().ToArray();
        var plan = new ServedPlan(
            root.GetProperty("service").GetString(),
            [.. keys.Select(k => k.Name)],
            Text(root, "code_version"),
            [.. views.Select(v => new ServedView(Text(v, "view"), v.GetProperty("version").GetInt32(), v.GetProperty("stored").GetBoolean()))],
            [.. request.Select(r => r.Name)],
            [.. features.Select(f => Text(f, "feature"))]);
        return new ServedVector(
            plan,
            [.. keys.Select(k => Value(k.Value))],
            Time(root, "as_of"),
            Time(root, "served_at"),
            root.GetProperty("model").GetString(),
            [.. request.Select(r => Value(r.Value))],
            [.. features.Select(f => new ServedValue(Value(f.GetProperty("value")), Status(Text(f, "status")), f.GetProperty("event_time").ValueKind == JsonValueKind.Null ? null : Time(f, "event_time")))])
        {
            Origins = [.. views.Select(v => (IReadOnlyList<ViewOrigin>)[.. v.GetProperty("made_from").EnumerateArray().Select(Origin)])],
        };
    }

    private static ViewOrigin Origin(JsonElement origin) => new(
        TableVersion.Parse(Text(origin, "table")), Time(origin, "as_of"), new Instant(origin.GetProperty("horizon_start").GetInt64()), Text(origin, "code_version"));

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static Instant Time(JsonElement owner, string name) => Instant.TryParse(Text(owner, name), out var time) ? time : throw new FormatException($"{name} is no time");

    private static FeatureValue Value(JsonElement text) => ExactText.TryParse(text.GetString(), out var value) ? value : throw new FormatException("no exact value");

    private static FeatureStatus Status(string name) =>
        Enum.GetValues<FeatureStatus>().Where(s => s.WireName() == name).Select(s => (FeatureStatus?)s).FirstOrDefault() ?? throw new FormatException($"no status {name}");
}
