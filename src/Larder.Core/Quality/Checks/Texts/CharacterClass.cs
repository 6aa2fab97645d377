using System.Globalization;
using System.Text;

namespace Larder.Quality.Checks;

/// <summary>A set of code points in a pattern.</summary>
/// <param name="Ranges">The code points from first to last.</param>
/// <param name="IsNegated">Whether all others are meant.</param>
internal sealed record CharacterClass(IReadOnlyList<(int First, int Last)> Ranges, bool IsNegated = false)
{
    private const int FirstOfPairs = 0x10000;
    private const int LastOfAll = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    public static CharacterClass Digits { get; } = new([('0', '9')]);

    public static CharacterClass Words { get; } = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    public static CharacterClass Spaces { get; } = new([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);

    public static CharacterClass Dot { get; } = new([('\n', '\n')], IsNegated: true);

    /// <summary>The code point, where it is one alone.</summary>
    public int? Single => Ranges is [var (first, last)] && first == last && !IsNegated ? first : null;

    public static CharacterClass Of(Rune rune) => new([(rune.Value, rune.Value)]);

    public CharacterClass Negated() => this with { IsNegated = !IsNegated };

    /// <summary>The class for .NET, whose characters are UTF-16 units, and for RE2.</summary>
    public (string Net, string Re2) Write()
    {
        var re2 = string.Concat(Ranges.Select(r => $"{Hex(r.First)}-{Hex(r.Last)}"));
        return (Net(IsNegated ? Others() : Ranges), $"[{(IsNegated ? "^" : string.Empty)}{re2}]");
    }

    /// <summary>The code points that are in none of the ranges.</summary>
    private List<(int First, int Last)> Others()
    {
        var (others, next) = (new List<(int, int)>(), 0);
        foreach (var (first, last) in Ranges.OrderBy(r => r.First))
        {
            if (first > next)
            {
                others.Add((next, first - 1));
            }

            next = Math.Max(next, last + 1);
        }

        if (next <= LastOfAll)
        {
            others.Add((next, LastOfAll));
        }

        return others;
    }

    private static string Net(IReadOnlyList<(int First, int Last)> ranges)
    {
        var units = string.Concat(ranges.SelectMany(Units).Select(r => Span((char)r.First, (char)r.Last)));
        IEnumerable<string> alternatives = ranges.Where(r => r.Last >= FirstOfPairs).SelectMany(r => Pairs(Math.Max(r.First, FirstOfPairs), r.Last));
        return $"(?:{string.Join('|', units.Length > 0 ? alternatives.Prepend($"[{units}]") : alternatives.DefaultIfEmpty(@"[^\s\S]"))})";
    }

    /// <summary>The part of a range that one unit holds; halves of pairs are no code points.</summary>
    private static IEnumerable<(int First, int Last)> Units((int First, int Last) range)
    {
        var last = Math.Min(range.Last, FirstOfPairs - 1);
        if (range.First <= Math.Min(last, FirstSurrogate - 1))
        {
            yield return (range.First, Math.Min(last, FirstSurrogate - 1));
        }

        if (Math.Max(range.First, LastSurrogate + 1) <= last)
        {
            yield return (Math.Max(range.First, LastSurrogate + 1), last);
        }
    }

    /// <summary>A range of pairs: by the first half the ragged begin, whole blocks, the ragged end.</summary>
    private static IEnumerable<string> Pairs(int first, int last)
    {
        var (from, to) = (char.ConvertFromUtf32(first), char.ConvertFromUtf32(last));
        if (from[0] == to[0])
        {
            yield return $"[{Span(from[0], from[0])}][{Span(from[1], to[1])}]";
            yield break;
        }

        yield return $"[{Span(from[0], from[0])}][{Span(from[1], '\uDFFF')}]";
        if (to[0] - from[0] > 1)
        {
            yield return $"[{Span((char)(from[0] + 1), (char)(to[0] - 1))}][{Span('\uDC00', '\uDFFF')}]";
        }

        yield return $"[{Span(to[0], to[0])}][{Span('\uDC00', to[1])}]";
    }

    private static string Span(char first, char last) => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)first:X4}-\u{(int)last:X4}");

    private static string Hex(int rune) => string.Create(CultureInfo.InvariantCulture, $@"\x{{{rune:X}}}");
}
