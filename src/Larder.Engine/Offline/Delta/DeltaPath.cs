using System.Buffers;

namespace Larder.Offline.Delta;

/// <summary>Between the path of a data file on disk and the URL-encoded form in the log.</summary>
internal static class DeltaPath
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Encodes each name; <c>=</c> stays readable, as other writers leave it.</summary>
    public static string Encode(string path) =>
        string.Join('/', path.Split('/').Select(name => Uri.EscapeDataString(name).Replace("%3D", "=", StringComparison.Ordinal)));

    /// <summary>The path on disk; null where it is none under the table.</summary>
    public static string? Decode(string encoded)
    {
        var path = encoded.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(encoded) : encoded;
        return !IsAbsolute(encoded) && IsUnderTable(path) ? path : null;
    }

    /// <summary>Whether a path of the log lies where its table's folder does not matter, as those of shallow clones do.</summary>
    public static bool IsAbsolute(string encoded) => HasScheme(encoded) || Uri.UnescapeDataString(encoded).StartsWith('/');

    /// <summary>Why Larder would not write a data file there, or null when it would.</summary>
    public static string? Problem(string path)
    {
        var names = path.Split('/');
        return names switch
        {
            _ when Array.Exists(names, name => name.Length == 0) => "has an empty name; give a path relative to the table's folder",
            _ when Array.Exists(names, name => name[0] is '_' or '.') => "has a name that begins with '_' or a dot, which readers ignore",
            _ when path.AsSpan().IndexOfAny('\\', ':', '\0') >= 0 => "contains a backslash, a colon or a zero",
            _ => null,
        };
    }

    private static bool IsUnderTable(ReadOnlySpan<char> path)
    {
        for (var rest = path; ;)
        {
            var slash = rest.IndexOf('/');
            if ((slash < 0 ? rest : rest[..slash]) is "" or "." or "..")
            {
                return false;
            }

            if (slash < 0)
            {
                return !path.Contains('\0');
            }

            rest = rest[(slash + 1)..];
        }
    }

    private static bool HasScheme(string encoded)
    {
        var colon = encoded.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && encoded.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0;
    }
}
