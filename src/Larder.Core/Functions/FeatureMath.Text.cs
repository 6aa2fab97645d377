namespace Larder;

/// <content>Text.</content>
public static partial class FeatureMath
{
    /// <summary>The number of Unicode code points: an emoji of two UTF-16 units counts once, half a pair that stands alone too.</summary>
    public static int? TextLength(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            length -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return length;
    }

    /// <summary>The number of tokens: longest runs of characters that are no white space (<see cref="char.IsWhiteSpace(char)"/>: Unicode's separators, tab and line ends). Punctuation belongs to its token.</summary>
    public static int? TokenCount(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var tokens = 0;
        for (var i = 0; i < text.Length; i++)
        {
            tokens += !char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])) ? 1 : 0;
        }

        return tokens;
    }
}
