using System.Buffers;
using System.Text;
using System.Text.Json;
using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>The columns of a Delta table, in order. Two schemas are equal when their JSON is.</summary>
internal sealed class DeltaSchema : IEquatable<DeltaSchema>
{
    /// <summary>A schema of <paramref name="fields"/>.</summary>
    public DeltaSchema(IReadOnlyList<DeltaField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = [.. fields];
    }

    /// <summary>The columns in order, partition columns included.</summary>
    public IReadOnlyList<DeltaField> Fields { get; }

    /// <summary>The schema as the protocol's <c>schemaString</c>, compact and with members in a fixed order. Written when asked for: readers do without.</summary>
    public string Json => field ??= Write(Fields);

    /// <summary>Reads a <c>schemaString</c>. Types are kept as they are spelled; unknown members are dropped.</summary>
    /// <exception cref="InvalidInputException">The text is not a schema.</exception>
    public static DeltaSchema Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            var fields = new List<DeltaField>();
            foreach (var field in document.RootElement.GetProperty("fields").EnumerateArray())
            {
                fields.Add(ReadField(field));
            }

            return new(fields);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidInputException("The schema is not a Delta schema: a struct with a list of fields, each with name, type and nullable.", e);
        }
    }

    /// <summary>The column named exactly <paramref name="name"/>, or null.</summary>
    public DeltaField? Find(string name) => Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(DeltaSchema? other) => other is not null && string.Equals(Json, other.Json, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DeltaSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    /// <summary>The schema's JSON.</summary>
    public override string ToString() => Json;

    private static DeltaField ReadField(JsonElement field)
    {
        var type = field.GetProperty("type");
        var spelling = type.ValueKind == JsonValueKind.String ? type.GetString()! : Compact(type);
        var metadata = field.TryGetProperty("metadata", out var found) && found.ValueKind == JsonValueKind.Object && found.GetPropertyCount() > 0 ? Compact(found) : "{}";
        var name = field.GetProperty("name").GetString() ?? throw new JsonException("a field without a name");
        return new(name, new DeltaType(spelling), field.GetProperty("nullable").GetBoolean(), metadata);
    }

    private static string Compact(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ActionLines.Options))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Write(IReadOnlyList<DeltaField> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ActionLines.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "struct");
            writer.WriteStartArray("fields");
            foreach (var field in fields)
            {
                writer.WriteStartObject();
                writer.WriteString("name", field.Name);
                writer.WritePropertyName("type");
                if (field.Type.Name.StartsWith('{'))
                {
                    writer.WriteRawValue(field.Type.Name);
                }
                else
                {
                    writer.WriteStringValue(field.Type.Name);
                }

                writer.WriteBoolean("nullable", field.Nullable);
                writer.WritePropertyName("metadata");
                writer.WriteRawValue(field.Metadata);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
