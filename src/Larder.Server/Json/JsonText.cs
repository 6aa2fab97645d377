using System.Text.Json;
using System.Text.Unicode;
using Larder.Errors;

namespace Larder.Server.Json;

/// <summary>Text of a token. The reader leaves its characters unchecked until they are asked for.</summary>
internal static class JsonText
{
    public static string Of(ref readonly Utf8JsonReader reader, string where)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException invalid)
        {
            throw NotText(where, invalid);
        }
    }

    /// <summary>The text as UTF-8, unescaped.</summary>
    public static byte[] Utf8Of(ref readonly Utf8JsonReader reader, string column, int row)
    {
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan) ? reader.ValueSpan.ToArray() : throw NotText($"entities.{column}[{row}]", null);
        }

        try
        {
            var bytes = new byte[reader.ValueSpan.Length];
            return bytes[..reader.CopyString(bytes)];
        }
        catch (InvalidOperationException invalid)
        {
            throw NotText($"entities.{column}[{row}]", invalid);
        }
    }

    internal static InvalidInputException NotText(string where, Exception? invalid) =>
        new($"{where} is not valid Unicode text; send UTF-8 without lone surrogates.", invalid);
}
