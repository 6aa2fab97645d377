using System.Globalization;
using System.Text;
using System.Text.Json;
using Larder.Storage;

namespace Larder.Files.Dvc;

/// <summary>A file of a folder.</summary>
/// <param name="RelativePath">From the folder, with forward slashes.</param>
/// <param name="Id">Its bytes.</param>
internal readonly record struct FolderEntry(string RelativePath, BlobId Id);

/// <summary>
/// The list that stands for a folder, and whose MD5 is the folder's name. Its bytes are what DVC's own JSON writer makes, or the names would differ:
/// <code>[{"md5": "…", "relpath": "a.csv"}, {"md5": "…", "relpath": "b/c.csv"}]</code>
/// ordered by the code points of the paths, one blank behind commas and colons, everything outside of printable ASCII as \uXXXX, no line end.
/// </summary>
internal static class FolderList
{
    private const string Md5 = "md5";
    private const string RelativePath = "relpath";

    /// <summary>The bytes of a list.</summary>
    public static byte[] Write(IEnumerable<FolderEntry> entries)
    {
        var text = new StringBuilder("[");
        foreach (var entry in entries.OrderBy(entry => entry.RelativePath, Comparer<string>.Create(CompareCodePoints)))
        {
            text.Append(text.Length > 1 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{{\"{Md5}\": \"{entry.Id}\", \"{RelativePath}\": ");
            WriteText(text, entry.RelativePath);
            text.Append('}');
        }

        return Encoding.ASCII.GetBytes(text.Append(']').ToString());
    }

    /// <summary>Reads a list.</summary>
    /// <exception cref="FormatException">It is none, or names a path outside of the folder.</exception>
    public static IReadOnlyList<FolderEntry> Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return [.. document.RootElement.EnumerateArray().Select(Entry)];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it is no JSON list of paths and MD5s", malformed);
        }
    }

    private static FolderEntry Entry(JsonElement element)
    {
        var path = element.GetProperty(RelativePath).GetString() ?? "";
        if (!BlobId.TryParse(element.GetProperty(Md5).GetString(), out var id) || id.IsFolder)
        {
            throw new FormatException($"the file '{path}' has no MD5");
        }

        return IsInside(path) ? new(path, id) : throw new FormatException($"it names '{path}', which is no path within the folder");
    }

    /// <summary>A list may come from a stranger: no file of it is written anywhere but in its folder.</summary>
    private static bool IsInside(string path) =>
        path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !part.Contains('\0')) && !(OperatingSystem.IsWindows() && path.AsSpan().ContainsAny('\\', ':'));

    /// <summary>UTF-16 puts characters beyond the first 65,536 before some of those; code points and UTF-8 do not.</summary>
    private static int CompareCodePoints(string? left, string? right) => Encoding.UTF8.GetBytes(left!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right!));

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\f' => text.Append("\\f"),
                '\b' => text.Append("\\b"),
                >= ' ' and <= '~' => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        text.Append('"');
    }
}
