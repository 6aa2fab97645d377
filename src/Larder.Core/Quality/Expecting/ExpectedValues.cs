using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>What can be expected of a column of numbers, times or booleans.</summary>
/// <typeparam name="T">The event type.</typeparam>
/// <typeparam name="TValue">The column's type, without null.</typeparam>
public sealed partial class ExpectedValues<T, TValue> : ExpectedKeys<T>
    where TValue : struct
{
    internal ExpectedValues(ExpectedPlace place)
        : base(place)
    {
    }

    /// <summary><c>in_set</c>: at least this share of the values is in a set.</summary>
    /// <param name="values">The set; no value is in an empty one.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The share is out of range, or a member is NaN.</exception>
    public Expectation<T> InSet(IEnumerable<TValue> values, double mostly = 1) => Set(values.Select(v => Declared.Of<TValue?>(v)), negate: false, mostly);

    /// <summary><c>not_in_set</c>: at least this share of the values is not in a set.</summary>
    /// <inheritdoc cref="InSet"/>
    public Expectation<T> NotInSet(IEnumerable<TValue> values, double mostly = 1) => Set(values.Select(v => Declared.Of<TValue?>(v)), negate: true, mostly);

    /// <summary><c>between</c>: at least this share of the values lies between two bounds, themselves included unless said otherwise. NaN never does.</summary>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <param name="above">Whether the lower bound itself is excluded.</param>
    /// <param name="below">Whether the upper bound itself is excluded.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds, or the share is out of range.</exception>
    public Expectation<T> Between(TValue? atLeast = null, TValue? atMost = null, bool above = false, bool below = false, double mostly = 1) =>
        Range(Declared.Of(atLeast), Declared.Of(atMost), above, below, mostly);

    /// <summary><c>finite</c>: at least this share of the values is neither NaN nor infinite.</summary>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no float or double, or the share is out of range.</exception>
    public Expectation<T> Finite(double mostly = 1) => ValueOrder.IsFloating(Place.Column.Type)
        ? Rows(new FiniteCheck(Place.Index) { Name = Named("finite") }, mostly)
        : throw new InvalidDefinitionException($"{Place.Written} is {Place.Column.Type.Name()}, whose values are always finite; leave the expectation out.");

    /// <summary>
    /// <c>event_time_sane</c>: at least this share of the times is not later than now, when the suite runs, and not earlier than a floor; and, where a row says when it was made, not
    /// later than that.
    /// </summary>
    /// <param name="floor">The earliest instant; null for none.</param>
    /// <param name="skew">How far clocks may run ahead. Default 5 minutes.</param>
    /// <param name="createdAt">The column that says when a row was made; null for none.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The column or <paramref name="createdAt"/> holds no times, the skew is negative, or the share is out of range.</exception>
    public Expectation<T> SaneTime(DateTimeOffset? floor = null, TimeSpan? skew = null, Expression<Func<T, DateTime?>>? createdAt = null, double mostly = 1)
    {
        var created = createdAt is null ? null : ColumnSelector.IndexOf(Place.Schema, createdAt);
        if (Place.Column.Type != ColumnType.Timestamp || (createdAt is not null && created is null) || skew < TimeSpan.Zero)
        {
            throw new InvalidDefinitionException($"SaneTime needs a column of times, as {Place.Written} should be, for createdAt another one, and a skew that is not negative.");
        }

        return Rows(new EventTimeCheck(Place.Index, floor is { } f ? Instant.From(f) : null, skew ?? TimeSpan.FromMinutes(5), created) { Name = Named("event_time_sane") }, mostly);
    }

    /// <summary><c>distinct_set</c>: how the different values relate to a set.</summary>
    /// <param name="values">The set.</param>
    /// <param name="relation">How.</param>
    /// <exception cref="InvalidDefinitionException">A member is NaN.</exception>
    public Expectation<T> DistinctSet(IEnumerable<TValue> values, SetRelation relation = SetRelation.Equal) => Relation(values.Select(v => Declared.Of<TValue?>(v)), relation);

    /// <summary><c>mode_in_set</c>: the most frequent value is in a set. Of no values there is none, which breaks the check.</summary>
    /// <param name="values">The set.</param>
    /// <param name="ties">Whether several values may be the most frequent, of which one has to be in the set.</param>
    /// <exception cref="InvalidDefinitionException">A member is NaN.</exception>
    public Expectation<T> ModeInSet(IEnumerable<TValue> values, bool ties = false) => ModeIn(values.Select(v => Declared.Of<TValue?>(v)), ties);

    /// <summary><c>min</c>: the least value lies between two bounds. Of no values there is none, which breaks the check, as in all that follow.</summary>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <param name="above">Whether the lower bound itself is excluded.</param>
    /// <param name="below">Whether the upper bound itself is excluded.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds, or the column does not hold what is measured.</exception>
    public Expectation<T> Min(TValue? atLeast = null, TValue? atMost = null, bool above = false, bool below = false) =>
        Aggregate(Measure.Min, Declared.Of(atLeast), Declared.Of(atMost), above, below);

    /// <summary><c>max</c>: the greatest value lies between two bounds. NaN is the greatest number, and lies within no bounds.</summary>
    /// <inheritdoc cref="Min"/>
    public Expectation<T> Max(TValue? atLeast = null, TValue? atMost = null, bool above = false, bool below = false) =>
        Aggregate(Measure.Max, Declared.Of(atLeast), Declared.Of(atMost), above, below);

    /// <summary><c>mean</c>: the mean lies between two bounds.</summary>
    /// <inheritdoc cref="Min"/>
    public Expectation<T> Mean(double? atLeast = null, double? atMost = null, bool above = false, bool below = false) => Number(Measure.Mean, atLeast, atMost, above, below);

    /// <summary><c>sum</c>: the sum lies between two bounds; of whole numbers it is exact.</summary>
    /// <inheritdoc cref="Min"/>
    public Expectation<T> Sum(double? atLeast = null, double? atMost = null, bool above = false, bool below = false) => Number(Measure.Sum, atLeast, atMost, above, below);

    /// <summary><c>stddev</c>: the standard deviation lies between two bounds.</summary>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <param name="population">Whether it is divided by n instead of n - 1, of which one value has none.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds, or the column holds no numbers.</exception>
    public Expectation<T> Stddev(double? atLeast = null, double? atMost = null, bool population = false) =>
        Number(population ? Measure.StddevPopulation : Measure.Stddev, atLeast, atMost);

    /// <summary><c>variance</c>: the variance lies between two bounds.</summary>
    /// <inheritdoc cref="Stddev"/>
    public Expectation<T> Variance(double? atLeast = null, double? atMost = null, bool population = false) =>
        Number(population ? Measure.VariancePopulation : Measure.Variance, atLeast, atMost);

    /// <summary><c>quantile</c>: a quantile lies between two bounds.</summary>
    /// <param name="quantile">From 0 to 1; 0.5 is the median.</param>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <param name="continuous">Whether it is interpolated between two values instead of being one of them.</param>
    /// <exception cref="InvalidDefinitionException">The quantile is out of range, nothing lies between the bounds, or the column holds no numbers.</exception>
    public Expectation<T> Quantile(double quantile, double? atLeast = null, double? atMost = null, bool continuous = false) =>
        Number(continuous ? Measure.QuantileContinuous : Measure.Quantile, atLeast, atMost, quantile: Declared.Share(quantile));

    /// <summary><c>quantile</c>, estimated where the engine measures: in bounded memory, by at most 1 % of itself. In memory it is exact.</summary>
    /// <param name="quantile">From 0 to 1; 0.5 is the median.</param>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">The quantile is out of range, nothing lies between the bounds, or the column holds no numbers.</exception>
    public Expectation<T> ApproximateQuantile(double quantile, double? atLeast = null, double? atMost = null)
    {
        var exact = (AggregateCheck)Quantile(quantile, atLeast, atMost).Check;
        return new(exact with { IsApproximate = true });
    }

    private Expectation<T> Number(Measure measure, double? atLeast, double? atMost, bool above = false, bool below = false, double quantile = 0)
    {
        Declared.Number(Place, measure switch
        {
            Measure.Mean => "mean",
            Measure.Sum => "sum",
            Measure.Stddev or Measure.StddevPopulation => "standard deviation",
            Measure.Variance or Measure.VariancePopulation => "variance",
            _ => "quantile",
        });
        return Aggregate(measure, FeatureValue.From(atLeast), FeatureValue.From(atMost), above, below, quantile);
    }
}
