using System.Globalization;
using System.Text;

namespace Larder.Cli.Reporting;

/// <summary>Text from data, definitions and errors as a page shows it: nothing in it moves other text, and it is of bounded length. What marks up is escaped where the page is written.</summary>
internal static class ShownText
{
    /// <summary>Characters (code points) that are shown at most.</summary>
    public const int MostLength = 500;

    /// <summary>The text in one line. Control characters, marks of the writing direction, halves of surrogate pairs and what XML cannot hold are shown as �.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, MostLength));
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > MostLength)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(rune.Value is '\n' or '\r' or '\t' ? " " : IsHarmful(rune) ? "\uFFFD" : rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with five digits.</summary>
    public static string Number(double number) => number.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Share(double share) => share.ToString("P2", CultureInfo.InvariantCulture);

    /// <summary>The first of several texts, and how many more there are.</summary>
    public static string List(IReadOnlyList<string> texts, int most) => texts.Count <= most
        ? string.Join(", ", texts)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", texts.Take(most))} and {texts.Count - most} more");

    private static bool IsHarmful(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is 0x061C or 0x200E or 0x200F or 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;
}
