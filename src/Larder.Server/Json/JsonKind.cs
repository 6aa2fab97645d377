using System.Text.Json;

namespace Larder.Server.Json;

/// <summary>Names of JSON tokens in messages.</summary>
internal static class JsonKind
{
    /// <summary>A number as it is written.</summary>
    public static string Number(ref readonly Utf8JsonReader reader) => $"the number {System.Text.Encoding.ASCII.GetString(reader.ValueSpan)}";

    public static string Of(JsonTokenType token) => token switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "a bool",
        JsonTokenType.Number => "a number",
        JsonTokenType.String => "text",
        JsonTokenType.StartArray => "a list",
        _ => "an object",
    };
}
