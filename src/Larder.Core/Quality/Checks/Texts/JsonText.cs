using System.Text;
using System.Text.Json;

namespace Larder.Quality.Checks;

/// <summary>Whether a text is JSON.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    public static bool IsValid(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Options);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The latter of half a surrogate pair.
            return false;
        }
    }
}
