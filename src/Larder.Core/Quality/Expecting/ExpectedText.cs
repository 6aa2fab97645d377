using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>What can be expected of a column of text. Text compares by code points.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class ExpectedText<T> : ExpectedKeys<T>
{
    internal ExpectedText(ExpectedPlace place)
        : base(place)
    {
    }

    /// <inheritdoc cref="ExpectedValues{T, TValue}.InSet"/>
    public Expectation<T> InSet(IEnumerable<string> values, double mostly = 1) => Set(values.Select(FeatureValue.From), negate: false, mostly);

    /// <inheritdoc cref="ExpectedValues{T, TValue}.NotInSet"/>
    public Expectation<T> NotInSet(IEnumerable<string> values, double mostly = 1) => Set(values.Select(FeatureValue.From), negate: true, mostly);

    /// <inheritdoc cref="ExpectedValues{T, TValue}.Between"/>
    public Expectation<T> Between(string? atLeast = null, string? atMost = null, bool above = false, bool below = false, double mostly = 1) =>
        Range(FeatureValue.From(atLeast), FeatureValue.From(atMost), above, below, mostly);

    /// <inheritdoc cref="ExpectedValues{T, TValue}.DistinctSet"/>
    public Expectation<T> DistinctSet(IEnumerable<string> values, SetRelation relation = SetRelation.Equal) => Relation(values.Select(FeatureValue.From), relation);

    /// <inheritdoc cref="ExpectedValues{T, TValue}.ModeInSet"/>
    public Expectation<T> ModeInSet(IEnumerable<string> values, bool ties = false) => ModeIn(values.Select(FeatureValue.From), ties);

    /// <summary><c>one_letter_case</c>: at least this share of the different texts has no other that is the same but for letter case.</summary>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public Expectation<T> OneLetterCase(double mostly = 1) => new(new LetterCaseCheck(Place.Index) { Name = Named("one_letter_case"), Mostly = Declared.Share(mostly) });

    /// <inheritdoc cref="ExpectedValues{T, TValue}.Min"/>
    public Expectation<T> Min(string? atLeast = null, string? atMost = null) => Aggregate(Measure.Min, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <inheritdoc cref="ExpectedValues{T, TValue}.Min"/>
    public Expectation<T> Max(string? atLeast = null, string? atMost = null) => Aggregate(Measure.Max, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary><c>length_between</c>: at least this share of the texts has so many characters, that is code points.</summary>
    /// <param name="atLeast">Fewest.</param>
    /// <param name="atMost">Most; null for any number.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">No length lies between the bounds, or the share is out of range.</exception>
    public Expectation<T> LengthBetween(int atLeast = 0, int? atMost = null, double mostly = 1)
    {
        _ = Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost));
        return Rows(new LengthCheck(Place.Index, atLeast, atMost) { Name = Named("length_between") }, mostly);
    }

    /// <summary><c>matches_regex</c>: at least this share of the texts holds a match of a pattern.</summary>
    /// <param name="pattern">A regular expression; see <see cref="TextPattern"/> for what may be in it.</param>
    /// <param name="anchored">Whether the whole text must match.</param>
    /// <param name="negate">Whether texts must not match.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The pattern holds something that not every engine reads alike, or the share is out of range.</exception>
    public Expectation<T> Matches(string pattern, bool anchored = false, bool negate = false, double mostly = 1) =>
        Rows(new RegexCheck(Place.Index, TextPattern.Parse(pattern, anchored), negate) { Name = Named("matches_regex") }, mostly);

    /// <summary><c>matches_like</c>: at least this share of the texts matches a pattern of SQL's LIKE.</summary>
    /// <param name="pattern"><c>%</c> is any text, <c>_</c> one character.</param>
    /// <param name="escape">What makes the character behind it stand for itself; null for none.</param>
    /// <param name="negate">Whether texts must not match.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The pattern ends with its escape, or the share is out of range.</exception>
    public Expectation<T> Like(string pattern, char? escape = null, bool negate = false, double mostly = 1)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Rows(new LikeCheck(Place.Index, new LikePattern(pattern, escape), negate) { Name = Named("matches_like") }, mostly);
    }

    /// <summary><c>matches_format</c>: at least this share of the texts has a written form.</summary>
    /// <param name="format"><c>TextFormat.Uuid</c></param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public Expectation<T> Format(TextFormat format, double mostly = 1)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Rows(new FormatCheck(Place.Index, format) { Name = Named("matches_format") }, mostly);
    }

    /// <summary>
    /// <c>castable</c>: at least this share of the texts can be read as a value of a type. Booleans are <c>true</c> and <c>false</c>, numbers decimal digits with a minus sign, of float and double with
    /// point and exponent, times RFC 3339 or a date.
    /// </summary>
    /// <typeparam name="TValue">bool, int, long, float, double or DateTime.</typeparam>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The type has no written form, or the share is out of range.</exception>
    public Expectation<T> CastableTo<TValue>(double mostly = 1) => ColumnTypes.TryFrom(typeof(TValue), out var type) && TextFormat.Of(type) is { } format
        ? Rows(new FormatCheck(Place.Index, format) { Name = Named("castable") }, mostly)
        : throw new InvalidDefinitionException($"CastableTo<{typeof(TValue).Written()}> has no written form to look for; use bool, int, long, float, double or DateTime.");

    /// <summary><c>not_blank</c>: at least this share of the texts holds something other than white space.</summary>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public Expectation<T> NotBlank(double mostly = 1) => Rows(new NotBlankCheck(Place.Index) { Name = Named("not_blank") }, mostly);
}
