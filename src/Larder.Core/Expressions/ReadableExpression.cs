using System.Globalization;

namespace Larder.Expressions;

/// <summary>
/// Turns the text of a <see cref="Fingerprint"/> into C# for people: <c>e => e.Quantity * e.Price</c>. It reads the text and not the
/// expression, because of an earlier version of a definition there is only the text. Conversions that C# makes by itself are left out,
/// parameters get names of their own; the text that is hashed stays what it is.
/// </summary>
internal sealed class ReadableExpression
{
    private readonly string _text;
    private readonly string _names;
    private readonly HashSet<int> _used = [];
    private int _at;
    private int _depth;

    private ReadableExpression(string text) => (_text, _names) = (text, text.Contains("Larder.Window ", StringComparison.Ordinal) ? "wefghijk" : "efghijkl");

    /// <summary>The C#; the text itself where it is no such text.</summary>
    public static string Of(string canonical)
    {
        try
        {
            var reader = new ReadableExpression(canonical);
            var whole = reader.Expression().Text;
            return reader._at < canonical.Length ? canonical : reader._used.SetEquals([0]) ? $"{reader._names[0]} => {whole}" : whole;
        }
        catch (Exception malformed) when (malformed is FormatException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            // The registry may hold what an older or newer Larder wrote; text is shown as it is rather than not at all.
            return canonical;
        }
    }

    private ReadablePart Expression()
    {
        var part = Primary();
        while (_at < _text.Length)
        {
            if (Take("."))
            {
                part = Member(part.AtLeast(ReadablePart.Primary));
            }
            else if (_text[_at] == '(')
            {
                part = new($"{part.AtLeast(ReadablePart.Primary)}({Arguments()})");
            }
            else if (Take(" {"))
            {
                part = new($"{part.Text} {{ {Bindings()} }}");
            }
            else if (Take(" +"))
            {
                part = new($"{part.Text} {{ {Initializers()} }}");
            }
            else
            {
                break;
            }
        }

        return part;
    }

    private ReadablePart Primary()
    {
        if (Take("$"))
        {
            var index = Number();
            if (_depth == 0 || index == 0)
            {
                _used.Add(index);
            }

            return new(NameOf(index));
        }

        return Take("(") ? Grouped() : Named(Word());
    }

    /// <summary>A binary operation, or a lambda within, which begins with its number of parameters.</summary>
    private ReadablePart Grouped()
    {
        if (char.IsAsciiDigit(_text[_at]) && _text.IndexOf(" => ", _at, StringComparison.Ordinal) is > 0 and var arrow && _text.AsSpan(_at, arrow - _at).ContainsAnyExceptInRange('0', '9') is false)
        {
            var count = Number();
            Expect(" => ");
            _depth += count;
            var body = Expression();
            var first = _depth - count + 1;
            _depth -= count;
            Expect(")");
            var parameters = string.Join(", ", Enumerable.Range(first, count).Select(NameOf));
            return new($"{(count == 1 ? parameters : $"({parameters})")} => {body.Text}", null, ReadablePart.Lowest);
        }

        var left = Expression();
        Expect(" ");
        var operation = Word();
        Expect(" ");
        var right = Expression();
        Expect(")");
        return ReadablePart.Binary(operation, left, right);
    }

    private ReadablePart Named(string word)
    {
        if (word == "if")
        {
            var parts = Parts();
            return parts.Count == 3
                ? new($"{parts[0].AtLeast(ReadablePart.Lowest + 1)} ? {parts[1].AtLeast(ReadablePart.Lowest + 1)} : {parts[2].Text}", parts[1].Type, ReadablePart.Lowest)
                : throw new FormatException();
        }

        if (word is "new" or "items" or "array" or "default" && Take(" "))
        {
            var type = ReadableName.Of(Word());
            return word switch
            {
                "default" => new($"default({type})", type),
                "new" => new($"new {type}({Arguments()})", type),
                "array" => new($"new {type}[{Arguments()}]"),
                _ => new($"new {type}[] {{ {Arguments()} }}"),
            };
        }

        if (!word.Contains('.', StringComparison.Ordinal) && Take(":"))
        {
            var type = ReadableName.Of(Word());
            return Parts() is [var operand] ? ReadablePart.Unary(word, type, operand) : throw new FormatException();
        }

        if (Take(" "))
        {
            var type = ReadableName.Of(word);
            return new(ReadableName.OfConstant(type, Value()), type);
        }

        var dot = ReadableName.LastDot(word);
        if (dot < 0)
        {
            throw new FormatException();
        }

        _at -= word.Length - dot - 1;
        return Member(ReadableName.Of(word[..dot]));
    }

    private ReadablePart Member(string owner)
    {
        var word = Word();
        if (Take(":"))
        {
            return new($"{owner}.{word}", ReadableName.Of(MemberType()));
        }

        var name = word.Split('[')[0];
        return name switch
        {
            "get_Item" => new($"{owner}[{Arguments()}]"),
            _ => new($"{owner}.{name}({Arguments()})"),
        };
    }

    /// <summary>A member's type; where the next member stands right behind it, that one's name looks like the type's last.</summary>
    private string MemberType()
    {
        var word = Word();
        if (_at < _text.Length && _text[_at] is ('(' or ':') && ReadableName.LastDot(word) is > 0 and var dot)
        {
            _at -= word.Length - dot;
            return word[..dot];
        }

        return word;
    }

    private string Bindings()
    {
        var bindings = new List<string>();
        while (!Take(" }"))
        {
            Expect(" ");
            var name = Word();
            Expect(" =");
            bindings.Add(Take("  +") ? $"{name} = {{ {Initializers()} }}" : Take(" ") ? $"{name} = {Expression().Text}" : throw new FormatException());
            Expect(";");
        }

        return string.Join(", ", bindings);
    }

    private string Initializers()
    {
        var initializers = new List<string>();
        do
        {
            initializers.Add(Arguments());
        }
        while (Take(" +"));
        return string.Join(", ", initializers);
    }

    private string Arguments() => string.Join(", ", Parts().Select(p => p.Text));

    private List<ReadablePart> Parts()
    {
        Expect("(");
        var parts = new List<ReadablePart>();
        while (!Take(")"))
        {
            if (parts.Count > 0)
            {
                Expect(", ");
            }

            parts.Add(Expression());
        }

        return parts;
    }

    /// <summary>A name with all that belongs to it: dots, generic arguments in brackets.</summary>
    private string Word()
    {
        var (start, brackets) = (_at, 0);
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '+' or '`' or '[' or ']') && !(c == ',' && brackets > 0))
            {
                break;
            }
        }

        return _at > start ? _text[start.._at] : throw new FormatException();
    }

    /// <summary>What a constant's text is, up to what ends it.</summary>
    private string Value()
    {
        var start = _at;
        if (Take("\""))
        {
            for (; _at < _text.Length && _text[_at] != '"'; _at++)
            {
                _at += _text[_at] == '\\' ? 1 : 0;
            }

            Expect("\"");
        }
        else
        {
            _at = _text.AsSpan(_at).IndexOfAny(",); ") is >= 0 and var end ? _at + end : _text.Length;
        }

        return _text[start.._at];
    }

    private int Number()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return int.Parse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private string NameOf(int index) => index < _names.Length ? _names[index].ToString() : throw new FormatException();

    private bool Take(string expected)
    {
        var isThere = string.CompareOrdinal(_text, _at, expected, 0, expected.Length) == 0;
        _at += isThere ? expected.Length : 0;
        return isThere;
    }

    private void Expect(string expected)
    {
        if (!Take(expected))
        {
            throw new FormatException();
        }
    }
}
