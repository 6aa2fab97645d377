using System.Globalization;
using System.Text;
using Larder.Errors;

namespace Larder.Quality.Checks;

/// <summary>Reads a pattern by the grammar that <see cref="TextPattern"/> allows, writing it for both engines.</summary>
/// <param name="text">The pattern.</param>
internal sealed class PatternReader(string text)
{
    private const int MostRepetitions = 1000;
    private readonly Rune[] _runes = [.. text.EnumerateRunes()];
    private int _at;

    private bool IsAtEnd => _at == _runes.Length;

    /// <summary>The forms for .NET and RE2.</summary>
    public (string Net, string Re2) Read()
    {
        if (text.Contains('\0', StringComparison.Ordinal) || _runes.Contains(Rune.ReplacementChar))
        {
            throw Refused("a character that text cannot hold", "leave it out");
        }

        var (net, re2) = Alternatives(MostRepetitions);
        return IsAtEnd ? (net, re2) : throw Refused("')' without '('", @"write \)");
    }

    /// <param name="most">How often whatever is inside may be repeated.</param>
    private (string Net, string Re2) Alternatives(int most)
    {
        var (net, re2) = Sequence(most);
        while (Take('|'))
        {
            var (nextNet, nextRe2) = Sequence(most);
            (net, re2) = ($"{net}|{nextNet}", $"{re2}|{nextRe2}");
        }

        return (net, re2);
    }

    private (string Net, string Re2) Sequence(int most)
    {
        var (net, re2) = (new StringBuilder(), new StringBuilder());
        while (!IsAtEnd && !Is('|') && !Is(')'))
        {
            var start = _at;
            var (atomNet, atomRe2) = Atom(most);
            var (times, count) = Quantifier();
            if (count > 1)
            {
                // Inside of what is repeated fewer repetitions are left, so the atom is read once more by that rule.
                var end = _at;
                _at = start;
                (atomNet, atomRe2) = Atom(count > most ? throw Refused($"more than {MostRepetitions} repetitions", "repeat less often") : most / count);
                _at = end;
            }

            net.Append(atomNet).Append(times);
            re2.Append(atomRe2).Append(times);
        }

        return (net.ToString(), re2.ToString());
    }

    private (string Net, string Re2) Atom(int most)
    {
        var rune = _runes[_at++];
        switch (rune.Value)
        {
            case '(':
                if (Take('?') && !Take(':'))
                {
                    throw Refused("'(?'", "groups are ( ) and (?: ); flags, names and looking around are not the same everywhere");
                }

                var (net, re2) = Alternatives(most);
                return Take(')') ? ($"(?:{net})", $"(?:{re2})") : throw Refused("'(' without ')'", @"close it, or write \(");
            case '[': return Class();
            case '.': return CharacterClass.Dot.Write();
            case '^': return Unrepeated(@"\A");
            case '$': return Unrepeated(@"\z");
            case '\\': return Escaped();
            case '*' or '+' or '?': throw Refused($"'{rune}' with nothing to repeat", $@"write \{rune}");
            case '{' or '}' or ']': throw Refused($"a bare '{rune}'", $@"write \{rune}");
            default: return CharacterClass.Of(rune).Write();
        }
    }

    private (string Net, string Re2) Unrepeated(string anchor) => !IsAtEnd && "*+?{".Contains((char)_runes[_at].Value, StringComparison.Ordinal)
        ? throw Refused("a repeated end of the text", "leave the repetition out")
        : (anchor, anchor);

    private (string Net, string Re2) Escaped() => Escape() is { } found ? found.Write() : throw Refused(@"'\' at the end", @"write \\");

    private CharacterClass? Escape()
    {
        if (IsAtEnd)
        {
            return null;
        }

        var rune = _runes[_at++];
        return rune.Value switch
        {
            'd' => CharacterClass.Digits,
            'D' => CharacterClass.Digits.Negated(),
            'w' => CharacterClass.Words,
            'W' => CharacterClass.Words.Negated(),
            's' => CharacterClass.Spaces,
            'S' => CharacterClass.Spaces.Negated(),
            't' => CharacterClass.Of(new('\t')),
            'n' => CharacterClass.Of(new('\n')),
            'r' => CharacterClass.Of(new('\r')),
            'f' => CharacterClass.Of(new('\f')),
            'v' => CharacterClass.Of(new('\v')),
            < 128 when !Rune.IsLetterOrDigit(rune) && !Rune.IsControl(rune) => CharacterClass.Of(rune),
            _ => throw Refused($@"'\{rune}'", "write the character itself, or a class such as [0-9A-Za-z]"),
        };
    }

    private (string Net, string Re2) Class()
    {
        var isNegated = Take('^');
        var ranges = new List<(int First, int Last)>();
        while (!IsAtEnd && !Is(']'))
        {
            var first = Member();
            if (Is('-') && _at + 1 < _runes.Length && _runes[_at + 1].Value != ']')
            {
                _at++;
                var last = Member();
                var isRange = first.Single is not null && last.Single is not null && first.Single <= last.Single;
                ranges.Add(isRange ? (first.Single!.Value, last.Single!.Value) : throw Refused("a range whose ends are not two characters in order", @"write \- for the sign itself"));
            }
            else
            {
                ranges.AddRange(first.Ranges);
            }
        }

        if (!Take(']'))
        {
            throw Refused("'[' without ']'", @"close it, or write \[");
        }

        return ranges.Count == 0
            ? throw Refused("an empty class", "name the characters")
            : (isNegated ? new CharacterClass(ranges).Negated() : new CharacterClass(ranges)).Write();
    }

    private CharacterClass Member()
    {
        var rune = _runes[_at++];
        var member = rune.Value switch
        {
            '\\' => Escape() ?? throw Refused(@"'\' at the end", @"write \\"),
            '[' => throw Refused("'[' in a class", @"write \["),
            '&' when Is('&') => throw Refused("'&&' in a class", "name the characters"),
            _ => CharacterClass.Of(rune),
        };
        return member.IsNegated ? throw Refused(@"'\D', '\W' or '\S' in a class", "name the characters") : member;
    }

    private (string Text, int Count) Quantifier()
    {
        var (sign, count) = ("", 0);
        if (Take('*') || Take('+') || Take('?'))
        {
            (sign, count) = (_runes[_at - 1].ToString(), 1);
        }
        else if (Take('{'))
        {
            var least = Number() ?? throw Refused("a bare '{'", @"write \{");
            var most = Take(',') ? Number() : least;
            (sign, count) = ($"{{{least}{(most == least ? "" : $",{most}")}}}", Math.Max(least, most ?? least));
            if (!Take('}') || most < least)
            {
                throw Refused("'{' that is no {n}, {n,} or {n,m}", @"write \{");
            }
        }

        if (count > 0 || sign.Length > 0)
        {
            sign += Take('?') ? "?" : string.Empty;
            if (Is('*') || Is('+') || Is('?') || Is('{'))
            {
                throw Refused("a repetition of a repetition", "put the inner one into (?: )");
            }
        }

        return (sign, count);
    }

    private int? Number()
    {
        var digits = new StringBuilder();
        for (; !IsAtEnd && _runes[_at].Value is >= '0' and <= '9'; _at++)
        {
            digits.Append(_runes[_at]);
        }

        return digits.Length == 0 ? null : int.TryParse(digits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    private bool Is(char sign) => !IsAtEnd && _runes[_at].Value == sign;

    private bool Take(char sign)
    {
        var isThere = Is(sign);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private InvalidDefinitionException Refused(string what, string instead) =>
        new($"The pattern '{text}' has {what}, which not every engine reads alike; {instead}.");
}
