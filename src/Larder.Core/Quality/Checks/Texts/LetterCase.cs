using System.Text;

namespace Larder.Quality.Checks;

/// <summary>Text in lower case, character by character, as Unicode's data file up to version 15 says and the engine does.</summary>
internal static class LetterCase
{
    /// <summary>Letters have one lower case wherever text is folded.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            lower.Append(Lower(rune));
        }

        return lower.ToString();
    }

    /// <summary>The runtime leaves a dotted capital I as it is, and may know letters of Unicode 16, which the engine does not.</summary>
    public static Rune Lower(Rune rune) => rune.Value switch
    {
        0x130 => new Rune('i'),
        0x1c89 or 0xa7cb or 0xa7cc or 0xa7da or 0xa7dc or (>= 0x10d50 and <= 0x10d65) => rune,
        _ => Rune.ToLowerInvariant(rune),
    };
}
