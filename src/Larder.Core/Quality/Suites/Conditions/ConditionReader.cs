using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Suites.Conditions;

/// <summary>
/// Reads conditions of suites in files. They are written as in C#, over the stored names of columns, and mean what C# means, nulls included: <c>quantity &gt; 0 &amp;&amp; country != 'France'</c>.
/// There are <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>, brackets, the six comparisons, <c>column in [1, 2]</c>, <c>null</c>, and <c>+ - * /</c> in 64-bit
/// floating point. Constants are numbers as in C#, <c>true</c>, <c>false</c>, and text between quotes, which beside a column of times is a time.
/// </summary>
internal sealed class ConditionReader
{
    private readonly EventSchema _schema;
    private readonly ParameterExpression _row;
    private readonly IReadOnlyList<ConditionToken> _tokens;
    private int _at;

    private ConditionReader(string text, EventSchema schema) => (_tokens, _schema, _row) = (ConditionTokens.Of(text), schema, Expression.Parameter(schema.Type, "row"));

    private ConditionToken Next => _tokens[_at];

    /// <summary>The condition.</summary>
    /// <param name="text">It as written.</param>
    /// <param name="schema">The event type.</param>
    /// <param name="where">What has it, for messages of what it throws.</param>
    /// <exception cref="InvalidDefinitionException">It cannot be read; the message says where and what is allowed.</exception>
    public static RowCondition Read(string text, EventSchema schema, string where)
    {
        var reader = new ConditionReader(text, schema);
        var body = reader.Any().AsCondition();
        return reader.Next.Kind == ConditionTokenKind.End
            ? RowCondition.Of(Expression.Lambda(body, reader._row), schema, where)
            : throw Wrong($"{reader.Next.What} where &&, || or the end should be");
    }

    private ConditionOperand Any() => Joined(["||"], All, (left, _, right) => new(Expression.OrElse(left.AsCondition(), right.AsCondition()), null, $"{left.Written} || {right.Written}"));

    private ConditionOperand All() => Joined(["&&"], Not, (left, _, right) => new(Expression.AndAlso(left.AsCondition(), right.AsCondition()), null, $"{left.Written} && {right.Written}"));

    private ConditionOperand Not()
    {
        if (!Take("!"))
        {
            return Compared();
        }

        var denied = Not();
        return new(Expression.Not(denied.AsCondition()), null, $"!{denied.Written}");
    }

    private ConditionOperand Compared()
    {
        var left = Sum();
        if (Next is { Kind: ConditionTokenKind.Word, Text: "in" })
        {
            _at++;
            return In(left);
        }

        if (TakeAny(["==", "!=", "<=", ">=", "<", ">"]) is not { } sign)
        {
            return left;
        }

        var right = Sum();
        return new(ConditionOperand.Compare(left, sign, right), null, $"{left.Written} {sign} {right.Written}");
    }

    private ConditionOperand In(ConditionOperand left)
    {
        var members = new List<ConditionOperand>();
        Expect("[", "after 'in'");
        do
        {
            members.Add(Atom());
        }
        while (Take(","));

        Expect("]", "after the members of 'in'");
        return new(members.Select(m => ConditionOperand.Compare(left, "==", m)).Aggregate(Expression.OrElse), null, $"{left.Written} in [{string.Join(", ", members.Select(m => m.Written))}]");
    }

    private ConditionOperand Sum() => Joined(["+", "-"], Product, ConditionOperand.Calculate);

    private ConditionOperand Product() => Joined(["*", "/"], Atom, ConditionOperand.Calculate);

    private ConditionOperand Joined(string[] signs, Func<ConditionOperand> part, Func<ConditionOperand, string, ConditionOperand, ConditionOperand> join)
    {
        var left = part();
        while (TakeAny(signs) is { } sign)
        {
            left = join(left, sign, part());
        }

        return left;
    }

    private ConditionOperand Atom()
    {
        if (Take("("))
        {
            var inner = Any();
            Expect(")", "to close a bracket");
            return inner with { Written = $"({inner.Written})" };
        }

        var isNegative = Take("-");
        var token = _tokens[_at];
        _at += token.Kind == ConditionTokenKind.End ? 0 : 1;
        return token.Kind switch
        {
            ConditionTokenKind.Number => Number(isNegative ? $"-{token.Text}" : token.Text),
            _ when isNegative => throw Wrong($"{token.What} where a number should be behind '-'"),
            ConditionTokenKind.Text => new(null, token.Text, $"'{token.Text}'"),
            ConditionTokenKind.Word => Word(token),
            _ => throw Wrong($"{token.What} where a column or a constant should be"),
        };
    }

    private ConditionOperand Word(ConditionToken token)
    {
        var found = _schema.Columns.FirstOrDefault(c => c.Name == token.Text);
        return (token.Text, found) switch
        {
            (_, { } column) when !column.Type.IsComposite() => new(Expression.Property(_row, column.Property), null, token.Text),
            (_, { } column) => throw new InvalidDefinitionException($"column {column.Name} is {column.Type.Name()}, which is not compared; take columns of single values."),
            ("true" or "false", _) => new(null, token.Text == "true", token.Text),
            ("null", _) => new(null, null, token.Text),
            _ => throw new InvalidDefinitionException($"the source has no column '{token.Text}'; it has {string.Join(", ", _schema.Columns.Select(c => c.Name))}."),
        };
    }

    private static ConditionOperand Number(string text)
    {
        var (digits, suffix) = char.IsAsciiDigit(text[^1]) || text[^1] == '.' ? (text, ' ') : (text[..^1], text[^1]);
        object? number = suffix == ' ' && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? small
            : suffix is ' ' or 'L' && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large
            : suffix == 'f' && float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) && float.IsFinite(single) ? single
            : suffix == ' ' && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var floating) && double.IsFinite(floating) ? floating
            : null;
        return new(null, number ?? throw new InvalidDefinitionException($"'{text}' is no number; write digits, with a point or an exponent, L behind a long and f behind a float."), text);
    }

    private bool Take(string sign) => TakeAny([sign]) is not null;

    private string? TakeAny(string[] signs)
    {
        var found = Next.Kind == ConditionTokenKind.Sign && signs.Contains(Next.Text) ? Next.Text : null;
        _at += found is null ? 0 : 1;
        return found;
    }

    private void Expect(string sign, string why)
    {
        if (!Take(sign))
        {
            throw Wrong($"{Next.What} where '{sign}' should be {why}");
        }
    }

    private static InvalidDefinitionException Wrong(string what) => new($"{what}; a condition is like quantity > 0 && country != 'France'.");
}
