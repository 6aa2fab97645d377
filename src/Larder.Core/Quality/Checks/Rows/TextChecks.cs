using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>length_between</c>: the number of characters, that is code points.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="AtLeast">Fewest.</param>
/// <param name="AtMost">Most; null for any number.</param>
public sealed record LengthCheck(int Column, int AtLeast, int? AtMost) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => "length_between";

    /// <inheritdoc/>
    public override string Limit => string.Create(CultureInfo.InvariantCulture, $"length [{AtLeast}, {AtMost}]");

    internal override bool IsGood(FeatureValue value) => value.AsString()!.EnumerateRunes().Count() is var length && length >= AtLeast && !(length > AtMost);
}

/// <summary><c>matches_regex</c>.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Pattern">The pattern, in the language that all evaluations share.</param>
/// <param name="Negate">Whether values must not match.</param>
public sealed record RegexCheck(int Column, TextPattern Pattern, bool Negate) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => "matches_regex";

    /// <inheritdoc/>
    public override string Limit => $"{(Negate ? "not " : string.Empty)}/{Pattern.Text}/{(Pattern.IsAnchored ? " whole" : string.Empty)}";

    internal override bool IsGood(FeatureValue value) => Pattern.IsMatch(value.AsString()!) != Negate;
}

/// <summary><c>matches_like</c>.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="Negate">Whether values must not match.</param>
public sealed record LikeCheck(int Column, LikePattern Pattern, bool Negate) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => "matches_like";

    /// <inheritdoc/>
    public override string Limit => $"{(Negate ? "not " : string.Empty)}like '{Pattern.Text}'{(Pattern.Escape is { } escape ? $" escape '{escape}'" : string.Empty)}";

    internal override bool IsGood(FeatureValue value) => Pattern.IsMatch(value.AsString()!) != Negate;
}

/// <summary><c>matches_format</c>, and <c>castable</c> where the format is the written form of a column type.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Format">The format.</param>
public sealed record FormatCheck(int Column, TextFormat Format) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => Format.IsOfType ? "castable" : "matches_format";

    /// <inheritdoc/>
    public override string Limit => Format.Name;

    internal override bool IsGood(FeatureValue value) => Format.IsMatch(value.AsString()!);
}

/// <summary><c>not_blank</c>: neither empty nor white space alone.</summary>
/// <param name="Column">The column's index.</param>
public sealed record NotBlankCheck(int Column) : ColumnCheck(Column)
{
    /// <summary>Unicode's white space.</summary>
    public const string Blanks = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    /// <inheritdoc/>
    public override string Kind => "not_blank";

    /// <inheritdoc/>
    public override string Limit => "not blank";

    internal override bool IsGood(FeatureValue value) => value.AsString()!.Any(c => !Blanks.Contains(c, StringComparison.Ordinal));
}
