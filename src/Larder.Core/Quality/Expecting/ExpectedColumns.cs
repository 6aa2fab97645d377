using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>What can be expected of two columns of a row.</summary>
/// <typeparam name="T">The event type.</typeparam>
/// <typeparam name="TLeft">The first column's type.</typeparam>
/// <typeparam name="TRight">The second column's type.</typeparam>
public sealed class ExpectedPair<T, TLeft, TRight>
{
    private readonly ExpectedPlace _left;
    private readonly ExpectedPlace _right;

    internal ExpectedPair(ExpectedPlace left, ExpectedPlace right) => (_left, _right) = (left, right);

    /// <summary><c>pair_compare</c>: in at least this share of the rows the columns compare so. NaN and null compare with nothing.</summary>
    /// <param name="comparison">How.</param>
    /// <param name="nulls">Which rows are left out for their nulls.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared, or the share is out of range.</exception>
    public Expectation<T> Compare(Comparison comparison, NullRows nulls = NullRows.SkipIfAll, double mostly = 1)
    {
        Declared.Comparable([_left, _right]);
        return new(new PairCheck(_left.Index, comparison, _right.Index, nulls) { Name = Named("compare"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>pair_in_set</c>: in at least this share of the rows the columns are one of some pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="nulls">Which rows are left out for their nulls.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">A pair holds null or NaN, or the share is out of range.</exception>
    public Expectation<T> InSet(IEnumerable<(TLeft Left, TRight Right)> pairs, NullRows nulls = NullRows.SkipIfAll, double mostly = 1)
    {
        (FeatureValue Left, FeatureValue Right)[] values = [.. pairs.Select(p => (Declared.Value(Declared.Of(p.Left)), Declared.Value(Declared.Of(p.Right))))];
        return values.Any(v => v.Left.IsNull || v.Right.IsNull)
            ? throw new InvalidDefinitionException("A set holds no null; use NotNull() or IsNull() for nulls.")
            : new(new PairSetCheck(_left.Index, _right.Index, values, nulls) { Name = Named("in_set"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>ranges_disjoint</c>: at least this share of the ranges from the first column to the second overlaps with no other. Rows that lack an end are left out.</summary>
    /// <param name="gaps">What may lie between two ranges.</param>
    /// <param name="empty">Whether a range may end where it begins.</param>
    /// <param name="per">The column within each of whose values ranges are compared; null for all rows.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared, or the share is out of range.</exception>
    public Expectation<T> DisjointRanges(RangeGaps gaps = RangeGaps.Allowed, bool empty = false, Expression<Func<T, object?>>? per = null, double mostly = 1)
    {
        Declared.Comparable([_left, _right]);
        return new(new RangesCheck(_left.Index, _right.Index, gaps, empty) { Name = Named("ranges_disjoint"), Mostly = Declared.Share(mostly), Per = per is null ? null : Declared.Key<T>(per) });
    }

    /// <summary><c>correlation</c>: Pearson's coefficient of two columns of numbers lies between two bounds. Where one has a single value there is none, which breaks the check.</summary>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">A column holds no numbers, or nothing lies between the bounds.</exception>
    public Expectation<T> Correlation(double? atLeast = null, double? atMost = null)
    {
        Declared.Number(_left, "correlation");
        Declared.Number(_right, "correlation");
        return new(new CorrelationCheck(_left.Index, _right.Index, Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost))) { Name = Named("correlation") });
    }

    private string Named(string kind) => $"{_left.Column.Name}_{_right.Column.Name}_{kind}";
}

/// <summary>What can be expected of several columns of a row.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class ExpectedColumns<T>
{
    private readonly IReadOnlyList<ExpectedPlace> _places;

    internal ExpectedColumns(IReadOnlyList<ExpectedPlace> places) => _places = places;

    private IReadOnlyList<int> Indexes => [.. _places.Select(p => p.Index)];

    /// <summary><c>distinct_within_row</c>: in at least this share of the rows the columns all have different values. A null in a row that is tested makes it bad.</summary>
    /// <param name="nulls">Which rows are left out for their nulls.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared, or the share is out of range.</exception>
    public Expectation<T> DistinctWithinRow(NullRows nulls = NullRows.SkipIfAll, double mostly = 1)
    {
        Declared.Comparable(_places);
        return new(new DistinctWithinRowCheck(Indexes, nulls) { Name = Named("distinct_within_row"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>row_sum_equals</c>: in at least this share of the rows the columns, added from left to right in 64-bit floating point, make another one. A null in a row that is tested makes it bad.</summary>
    /// <typeparam name="TTotal">The sum's type.</typeparam>
    /// <param name="total">The column of the sum.</param>
    /// <param name="tolerance">The greatest difference allowed.</param>
    /// <param name="nulls">Which rows are left out for their nulls.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">A column holds no numbers, the tolerance is negative, or the share is out of range.</exception>
    public Expectation<T> SumEquals<TTotal>(Expression<Func<T, TTotal>> total, double tolerance = 0, NullRows nulls = NullRows.SkipIfAll, double mostly = 1)
    {
        var place = ColumnSelector.IndexOf(_places[0].Schema, total) is { } index ? new ExpectedPlace(_places[0].Schema, index) : null;
        if (place is null || !(tolerance >= 0 && double.IsFinite(tolerance)))
        {
            throw new InvalidDefinitionException($"SumEquals needs a property of {typeof(T).Name} for the sum, as in l => l.Total, and a tolerance that is not negative.");
        }

        foreach (var part in _places.Append(place))
        {
            Declared.Number(part, "sum");
        }

        return new(new RowSumCheck(Indexes, place.Index, tolerance, nulls) { Name = Named("sum_equals"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>unique_compound</c>: at least this share of the rows has values in these columns that no other row has together. Two nulls are equal.</summary>
    /// <param name="nulls">Which rows are left out for their nulls.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">A column holds lists or maps, or the share is out of range.</exception>
    public Expectation<T> Unique(NullRows nulls = NullRows.SkipIfAll, double mostly = 1) => _places.FirstOrDefault(p => p.Column.Type.IsComposite()) is { } composite
        ? throw new InvalidDefinitionException($"{composite.Written} is {composite.Column.Type.Name()}, which is not compared; take columns of single values.")
        : new(new UniqueCheck(Indexes, nulls) { Name = Named("unique"), Mostly = Declared.Share(mostly) });

    /// <summary><c>rows_equal</c>: another source has the same rows as often, as far as these columns say.</summary>
    /// <typeparam name="TOther">The other source's event type.</typeparam>
    /// <param name="other">The other source, stored; of a filtered one the rows that pass.</param>
    /// <param name="columns">Its columns, in the order of these.</param>
    /// <param name="decimals">To how many decimals numbers with a point are rounded before they are compared, halves up; null for not at all.</param>
    /// <exception cref="InvalidDefinitionException">The columns cannot be compared, or the decimals are out of range.</exception>
    public Expectation<T> EqualRows<TOther>(Events<TOther> other, Expression<Func<TOther, object?>>[] columns, int? decimals = null)
    {
        var there = Declared.Other(other, columns);
        return new(new RowsEqualCheck(Indexes, there, Declared.Forms(_places, there, decimals)) { Name = Named("rows_equal") });
    }

    private string Named(string kind) => $"{string.Join('_', _places.Take(3).Select(p => p.Column.Name))}_{kind}";
}
