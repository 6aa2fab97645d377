using System.Globalization;
using System.Text;
using Larder.Errors;

namespace Larder.Quality.Suites.Conditions;

/// <summary>The sorts of words a condition is made of.</summary>
internal enum ConditionTokenKind
{
    /// <summary>A column, or one of <c>true</c>, <c>false</c>, <c>null</c>, <c>in</c>.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text between quotes.</summary>
    Text,

    /// <summary>An operator, a bracket or a comma.</summary>
    Sign,

    /// <summary>The end.</summary>
    End,
}

/// <summary>A word of a condition.</summary>
/// <param name="Kind">Its sort.</param>
/// <param name="Text">It; of a text what it means.</param>
/// <param name="At">Its first character, from 1.</param>
internal readonly record struct ConditionToken(ConditionTokenKind Kind, string Text, int At)
{
    /// <summary>What it is, for messages.</summary>
    public string What => Kind == ConditionTokenKind.End ? "it ends" : string.Create(CultureInfo.InvariantCulture, $"'{Text}' stands at character {At}");
}

/// <summary>Cuts a condition into words.</summary>
internal static class ConditionTokens
{
    private static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "+", "-", "*", "/"];

    /// <exception cref="InvalidDefinitionException">It holds something that is no word of the language.</exception>
    public static IReadOnlyList<ConditionToken> Of(string text)
    {
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < text.Length;)
        {
            var token = text[at] switch
            {
                ' ' or '\t' or '\n' or '\r' => default,
                '\'' or '"' => Quoted(text, at),
                var c when char.IsLetter(c) || c == '_' => new(ConditionTokenKind.Word, Run(text, at, c => char.IsLetterOrDigit(c) || c == '_'), at),
                var c when char.IsAsciiDigit(c) => Number(text, at),
                _ => Signs.FirstOrDefault(s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0) is { } sign
                    ? new(ConditionTokenKind.Sign, sign, at)
                    : throw new InvalidDefinitionException($"'{text[at]}' at character {at + 1} is no part of a condition; write columns, constants, {string.Join(' ', Signs)} and in."),
            };
            var end = token.Kind == ConditionTokenKind.Text ? token.At : token.Text is null ? at + 1 : at + token.Text.Length;
            if (token.Text is not null)
            {
                tokens.Add(token with { At = at + 1 });
            }

            at = end;
        }

        tokens.Add(new(ConditionTokenKind.End, string.Empty, text.Length + 1));
        return tokens;
    }

    /// <summary>A text as it is read again.</summary>
    public static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Run(string text, int at, Func<char, bool> belongs) => string.Concat(text.Skip(at).TakeWhile(belongs));

    private static ConditionToken Number(string text, int at)
    {
        var digits = Run(text, at, char.IsAsciiDigit);
        var end = at + digits.Length;
        if (end < text.Length && text[end] == '.')
        {
            end += 1 + Run(text, end + 1, char.IsAsciiDigit).Length;
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            end += end + 1 < text.Length && text[end + 1] is '+' or '-' ? 2 : 1;
            end += Run(text, end, char.IsAsciiDigit).Length;
        }

        end += end < text.Length && text[end] is 'L' or 'f' ? 1 : 0;
        return new(ConditionTokenKind.Number, text[at..end], at);
    }

    /// <summary>A text between quotes, in which a backslash makes the next character stand for itself. Its place is where it ends.</summary>
    private static ConditionToken Quoted(string text, int at)
    {
        var meant = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == text[at])
            {
                return new(ConditionTokenKind.Text, meant.ToString(), i + 1);
            }

            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            meant.Append(text[i]);
        }

        throw new InvalidDefinitionException($"the text that begins at character {at + 1} does not end; close it with {text[at]}.");
    }
}
