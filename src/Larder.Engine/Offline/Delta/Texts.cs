using System.Buffers;
using System.Text;

namespace Larder.Offline.Delta;

/// <summary>Text on its way into the log, which is UTF-8.</summary>
internal static class Texts
{
    /// <summary>Whether the text has a UTF-8 form: no half of a surrogate pair stands alone.</summary>
    public static bool IsWellFormed(string text) => Prefix(text, int.MaxValue) is not null;

    /// <summary>The first <paramref name="count"/> code points, or null when the text is not well formed up to there.</summary>
    public static string? Prefix(string text, int count)
    {
        var length = 0;
        for (var taken = 0; length < text.Length && taken < count; taken++)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(length), out _, out var consumed) != OperationStatus.Done)
            {
                return null;
            }

            length += consumed;
        }

        return text[..length];
    }
}
