using System.Text.RegularExpressions;
using Larder.Errors;

namespace Larder.Quality.Checks;

/// <summary>
/// A regular expression in the language that .NET and RE2, the engine's, share, searched for in text. It is brought into a form for each in which it means the same:
/// a dot and a class match one code point, <c>\d</c>, <c>\w</c> and <c>\s</c> are ASCII, <c>^</c> and <c>$</c> are the ends of the text. What has no such form is refused by name.
/// </summary>
public sealed class TextPattern : IEquatable<TextPattern>
{
    private readonly Regex _regex;

    private TextPattern(string text, bool isAnchored, string re2, Regex regex)
    {
        Text = text;
        IsAnchored = isAnchored;
        Re2 = re2;
        _regex = regex;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it must match the whole text instead of a part of it.</summary>
    public bool IsAnchored { get; }

    /// <summary>The form for RE2.</summary>
    public string Re2 { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="isAnchored">Whether it must match the whole text.</param>
    /// <exception cref="InvalidDefinitionException">It holds something that the two engines do not share; the message names it.</exception>
    public static TextPattern Parse(string text, bool isAnchored = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (net, re2) = new PatternReader(text).Read();
        if (isAnchored)
        {
            (net, re2) = ($@"\A(?:{net})\z", $@"\A(?:{re2})\z");
        }

        try
        {
            return new(text, isAnchored, re2, new Regex(net, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            throw new InvalidDefinitionException($"The pattern '{text}' is too large; write fewer and smaller repetitions.", refused);
        }
    }

    /// <summary>Whether it matches a text.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <inheritdoc/>
    public bool Equals(TextPattern? other) => other?.Re2 == Re2;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextPattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Re2.GetHashCode(StringComparison.Ordinal);
}
