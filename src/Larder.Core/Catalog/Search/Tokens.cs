namespace Larder.Catalog.Search;

/// <summary>Words of names and texts, and how far two of them are apart.</summary>
internal static class Tokens
{
    /// <summary>The words of a text in lower case: letters and digits in a row, those of a snake-case name each.</summary>
    public static IReadOnlyList<string> Of(string? text)
    {
        var words = new List<string>();
        var start = -1;
        text ??= string.Empty;
        for (var i = 0; i <= text.Length; i++)
        {
            var isInside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isInside && start < 0)
            {
                start = i;
            }
            else if (!isInside && start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }

        return words;
    }

    /// <summary>Letters to insert, leave out, replace or swap with a neighbour to make one of the other (optimal string alignment).</summary>
    public static int Distance(string left, string right)
    {
        var (before, last, current) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, last, current) = (last, current, before);
        }

        return last[right.Length];
    }
}
