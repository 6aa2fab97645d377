using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Larder.Ingestion;

/// <summary>Finds, in a JSON file that the engine could not read, the first place that is to blame.</summary>
internal static class JsonFault
{
    private const string NoObject = "a row is an object such as {\"id\": 1}, and this is none";

    /// <summary>Where and why, as in <c>line 3: …</c>; null where nothing is wrong with the text itself.</summary>
    public static string? Find(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(from, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
        var (line, isArray) = (0L, (bool?)null);
        try
        {
            while (reader.ReadLine() is { } text)
            {
                cancellationToken.ThrowIfCancellationRequested();
                line++;
                isArray ??= text.AsSpan().Trim().Length == 0 ? null : text.AsSpan().TrimStart()[0] == '[';
                if (isArray == true)
                {
                    return InArray(path);
                }

                if (text.AsSpan().Trim().Length > 0 && OfRow(text) is { } why)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"line {line}: {why}");
                }
            }

            return null;
        }
        catch (System.Text.DecoderFallbackException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"after line {line}: bytes that are not UTF-8");
        }
    }

    private static string? InArray(string path)
    {
        using var file = File.OpenRead(path);
        using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            using var document = JsonDocument.Parse(from);
            foreach (var (index, element) in document.RootElement.EnumerateArray().Index())
            {
                if (OfElement(element) is { } why)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"row {index + 1}: {why}");
                }
            }

            return null;
        }
        catch (JsonException malformed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"line {malformed.LineNumber + 1}: not valid JSON at byte {malformed.BytePositionInLine + 1}");
        }
    }

    private static string? OfRow(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return OfElement(document.RootElement);
        }
        catch (JsonException malformed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"not valid JSON at byte {malformed.BytePositionInLine + 1}");
        }
    }

    private static string? OfElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => element.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"the key '{twice.Key}' comes twice" : null,
        _ => NoObject,
    };
}
