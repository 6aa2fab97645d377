using System.Text;
using Larder.Errors;

namespace Larder.Quality.Checks;

/// <summary>A pattern of SQL's LIKE: <c>%</c> is any text, <c>_</c> one code point; letter case counts. It must match the whole text.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="Escape">The character that makes the one behind it stand for itself; null for none.</param>
public sealed record LikePattern(string Text, char? Escape)
{
    private const int Any = -1;
    private const int One = -2;
    private readonly int[] _parts = Parse(Text, Escape);

    /// <summary>Whether it matches a text.</summary>
    public bool IsMatch(string text)
    {
        int[] runes = [.. text.EnumerateRunes().Select(r => r.Value)];
        var reached = new bool[runes.Length + 1];
        reached[0] = true;
        foreach (var part in _parts)
        {
            var next = new bool[runes.Length + 1];
            for (var i = 0; i <= runes.Length; i++)
            {
                next[i] = part == Any ? reached[i] || (i > 0 && next[i - 1]) : i > 0 && reached[i - 1] && (part == One || part == runes[i - 1]);
            }

            reached = next;
        }

        return reached[^1];
    }

    private static int[] Parse(string text, char? escape)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || escape is < ' ' or > '~' or '%' or '_')
        {
            throw new InvalidDefinitionException($"The pattern '{text}' holds a NUL character, or its escape is not a plain ASCII character other than % and _; give '\\\\', for example.");
        }

        var parts = new List<int>();
        Rune[] runes = [.. text.EnumerateRunes()];
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i].Value == escape)
            {
                parts.Add(++i < runes.Length ? runes[i].Value : throw new InvalidDefinitionException($"The pattern '{text}' ends with its escape character; write it twice for itself."));
                continue;
            }

            parts.Add(runes[i].Value switch { '%' => Any, '_' => One, var plain => plain });
        }

        return [.. parts];
    }
}
