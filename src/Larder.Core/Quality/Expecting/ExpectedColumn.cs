using System.Linq.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>What can be expected of a column of any type.</summary>
/// <typeparam name="T">The event type.</typeparam>
public class ExpectedColumn<T>
{
    internal ExpectedColumn(ExpectedPlace place) => Place = place;

    internal ExpectedPlace Place { get; }

    /// <summary><c>not_null</c>: of all rows, at least this share has a value.</summary>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public Expectation<T> NotNull(double mostly = 1) => Rows(new NullCheck(Place.Index, IsNull: false) { Name = Named("not_null") }, mostly);

    /// <summary><c>is_null</c>: of all rows, at least this share has no value.</summary>
    /// <inheritdoc cref="NotNull"/>
    public Expectation<T> IsNull(double mostly = 1) => Rows(new NullCheck(Place.Index, IsNull: true) { Name = Named("is_null") }, mostly);

    /// <summary><c>null_count</c>: the number of nulls lies between two bounds.</summary>
    /// <param name="atLeast">Fewest; null for any number.</param>
    /// <param name="atMost">Most; null for any number.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds.</exception>
    public Expectation<T> NullCount(long? atLeast = null, long? atMost = null) => Aggregate(Measure.NullCount, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary><c>null_ratio</c>: the share of nulls among all rows lies between two bounds. Of no rows there is none, which breaks the check.</summary>
    /// <inheritdoc cref="NullCount"/>
    public Expectation<T> NullRatio(double? atLeast = null, double? atMost = null) => Aggregate(Measure.NullRatio, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    internal string Named(string kind) => $"{Place.Column.Name}_{kind}";

    private protected static Expectation<T> Rows(RowCheck check, double mostly) => new(check with { Mostly = Declared.Share(mostly) });

    private protected Expectation<T> Aggregate(Measure measure, FeatureValue atLeast, FeatureValue atMost, bool above = false, bool below = false, double quantile = 0)
    {
        var check = new AggregateCheck(measure, Place.Index, Declared.Bounds(atLeast, atMost, above, below)) { Name = Place.Column.Name, Quantile = quantile };
        return new(check with { Name = Named(check.Kind) });
    }
}

/// <summary>What can be expected of a column whose values can be told apart: all but lists and maps.</summary>
/// <typeparam name="T">The event type.</typeparam>
public class ExpectedKeys<T> : ExpectedColumn<T>
{
    internal ExpectedKeys(ExpectedPlace place)
        : base(place)
    {
    }

    /// <summary><c>unique</c>: at least this share of the rows has a value that no other row has.</summary>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range.</exception>
    public Expectation<T> Unique(double mostly = 1) => new(new UniqueCheck([Place.Index], NullRows.SkipIfAny) { Name = Named("unique"), Mostly = Declared.Share(mostly) });

    /// <summary><c>distinct_count</c>: the number of different values lies between two bounds.</summary>
    /// <inheritdoc cref="ExpectedColumn{T}.NullCount"/>
    public Expectation<T> DistinctCount(long? atLeast = null, long? atMost = null) => Aggregate(Measure.DistinctCount, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary><c>distinct_ratio</c>: different values over values lies between two bounds. Of no values there is none, which breaks the check.</summary>
    /// <inheritdoc cref="ExpectedColumn{T}.NullCount"/>
    public Expectation<T> DistinctRatio(double? atLeast = null, double? atMost = null) => Aggregate(Measure.DistinctRatio, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary><c>once_ratio</c>: values that occur once over values lies between two bounds. Of no values there is none, which breaks the check.</summary>
    /// <inheritdoc cref="ExpectedColumn{T}.NullCount"/>
    public Expectation<T> OnceRatio(double? atLeast = null, double? atMost = null) => Aggregate(Measure.OnceRatio, FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary><c>distinct_count</c>, estimated where the engine counts: in bounded memory, with a standard error of 0.81 %. Few values are counted nearly exactly; rows in memory exactly.</summary>
    /// <inheritdoc cref="ExpectedColumn{T}.NullCount"/>
    public Expectation<T> ApproximateDistinctCount(long? atLeast = null, long? atMost = null)
    {
        var exact = (AggregateCheck)DistinctCount(atLeast, atMost).Check;
        return new(exact with { IsApproximate = true });
    }

    /// <summary><c>foreign_key</c>: at least this share of the values is among those of a column of another source. Numbers of all types are compared with each other.</summary>
    /// <typeparam name="TOther">The other source's event type.</typeparam>
    /// <param name="other">The other source, stored; of a filtered one the rows that pass.</param>
    /// <param name="key"><c>c => c.Id</c></param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared, or the share is out of range.</exception>
    public Expectation<T> References<TOther>(Events<TOther> other, Expression<Func<TOther, object?>> key, double mostly = 1)
    {
        var there = Declared.Other(other, key);
        return new(new ForeignKeyCheck(Place.Index, there, Declared.Forms([Place], there)[0]) { Name = Named("foreign_key"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>key_set_equal</c>: the different values against those of a column of another source.</summary>
    /// <typeparam name="TOther">The other source's event type.</typeparam>
    /// <param name="other">The other source, stored; of a filtered one the rows that pass.</param>
    /// <param name="key"><c>c => c.Id</c></param>
    /// <param name="relation">How they must relate.</param>
    /// <param name="counted">Whether a value must also occur as often here as there.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared.</exception>
    public Expectation<T> KeySet<TOther>(Events<TOther> other, Expression<Func<TOther, object?>> key, SetRelation relation = SetRelation.Equal, bool counted = true)
    {
        var there = Declared.Other(other, key);
        return new(new KeySetCheck(Place.Index, there, relation, counted, Declared.Forms([Place], there)[0]) { Name = Named("key_set_equal") });
    }

    private protected Expectation<T> ModeIn(IEnumerable<FeatureValue> values, bool ties) => new(new ModeCheck(Place.Index, Declared.Set(values), ties) { Name = Named("mode_in_set") });

    private protected Expectation<T> Set(IEnumerable<FeatureValue> values, bool negate, double mostly) =>
        Rows(new SetCheck(Place.Index, Declared.Set(values), negate) { Name = Named(negate ? "not_in_set" : "in_set") }, mostly);

    private protected Expectation<T> Range(FeatureValue atLeast, FeatureValue atMost, bool above, bool below, double mostly) =>
        Rows(new BetweenCheck(Place.Index, Declared.Bounds(atLeast, atMost, above, below)) { Name = Named("between") }, mostly);

    private protected Expectation<T> Relation(IEnumerable<FeatureValue> values, SetRelation relation) =>
        new(new DistinctSetCheck(Place.Index, Declared.Set(values), relation) { Name = Named("distinct_set") });
}
