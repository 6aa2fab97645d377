using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using Larder.Errors;

namespace Larder.Sqlite;

/// <summary>The positions of streams as a JSON object, names in order.</summary>
internal static class StreamPositions
{
    public static string Write(IReadOnlyDictionary<string, long> positions)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (stream, position) in positions.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                writer.WriteNumber(stream, position);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static IReadOnlyDictionary<string, long> Read(string text)
    {
        if (text is "{}")
        {
            return ReadOnlyDictionary<string, long>.Empty;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64(), StringComparer.Ordinal);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnavailableException("The positions of streams in the online store are damaged; materialize the view again into a new store.", innerException: damaged);
        }
    }
}
