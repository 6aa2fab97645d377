using System.Text.Json;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Reads lists and maps in their JSON form.</summary>
internal static class JsonText
{
    /// <summary>What the text of a list or map must look like, for messages.</summary>
    public static string Expected(ColumnType type) => type switch
    {
        ColumnType.Int64List => "a JSON list of whole numbers of 64 bits",
        ColumnType.Float32List or ColumnType.Float64List => "a JSON list of numbers",
        ColumnType.StringList => "a JSON list of texts",
        ColumnType.Int64Map => "a JSON object of whole numbers of 64 bits",
        _ => "a JSON object of numbers",
    };

    /// <summary>Reads a list or map; false where the text is none.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="type">A type of lists or maps that columns of events can have.</param>
    /// <param name="value">The list or map; null where it is malformed.</param>
    /// <param name="isMalformed">Whether an element is null or a key comes twice.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, ColumnType type, out FeatureValue value, out bool isMalformed)
    {
        (value, isMalformed) = (FeatureValue.Null, false);
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var document = JsonDocument.ParseValue(ref reader);
            var isMap = type is ColumnType.Int64Map or ColumnType.Float64Map;
            if (document.RootElement.ValueKind != (isMap ? JsonValueKind.Object : JsonValueKind.Array))
            {
                return false;
            }

            JsonElement[] elements = isMap ? [.. document.RootElement.EnumerateObject().Select(p => p.Value)] : [.. document.RootElement.EnumerateArray()];
            string[] keys = isMap ? [.. document.RootElement.EnumerateObject().Select(p => p.Name)] : [];
            isMalformed = elements.Any(e => e.ValueKind == JsonValueKind.Null) || keys.Distinct(StringComparer.Ordinal).Count() < keys.Length;
            value = isMalformed ? value : Of(elements, keys, type);
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static FeatureValue Of(JsonElement[] elements, string[] keys, ColumnType type) => type switch
    {
        ColumnType.Float32List => FeatureValue.From(Array.ConvertAll(elements, e => e.GetSingle())),
        ColumnType.Int64List => FeatureValue.From(Array.ConvertAll(elements, e => e.GetInt64())),
        ColumnType.Float64List => FeatureValue.From(Array.ConvertAll(elements, e => e.GetDouble())),
        ColumnType.StringList => FeatureValue.From(Array.ConvertAll(elements, e => e.GetString()!)),
        ColumnType.Int64Map => FeatureValue.From(new FeatureMap<long>(keys.Zip(elements, (key, e) => KeyValuePair.Create(key, e.GetInt64())))),
        _ => FeatureValue.From(new FeatureMap<double>(keys.Zip(elements, (key, e) => KeyValuePair.Create(key, e.GetDouble())))),
    };
}
