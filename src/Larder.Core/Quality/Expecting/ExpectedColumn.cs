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

    private protected Expectation<T> Set(IEnumerable<FeatureValue> values, bool negate, double mostly) =>
        Rows(new SetCheck(Place.Index, Declared.Set(values), negate) { Name = Named(negate ? "not_in_set" : "in_set") }, mostly);

    private protected Expectation<T> Range(FeatureValue atLeast, FeatureValue atMost, bool above, bool below, double mostly) =>
        Rows(new BetweenCheck(Place.Index, Declared.Bounds(atLeast, atMost, above, below)) { Name = Named("between") }, mostly);

    private protected Expectation<T> Relation(IEnumerable<FeatureValue> values, SetRelation relation) =>
        new(new DistinctSetCheck(Place.Index, Declared.Set(values), relation) { Name = Named("distinct_set") });
}
