using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>How two columns of a row compare. The numbers are stored; append only.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal = 1,

    /// <summary>Different.</summary>
    NotEqual = 2,

    /// <summary>The first is less.</summary>
    Less = 3,

    /// <summary>The first is not greater.</summary>
    LessOrEqual = 4,

    /// <summary>The first is greater.</summary>
    Greater = 5,

    /// <summary>The first is not less.</summary>
    GreaterOrEqual = 6,
}

/// <summary><c>pair_compare</c>. NaN compares with nothing: a row with one is bad.</summary>
/// <param name="Left">The first column's index.</param>
/// <param name="Comparison">How they must compare.</param>
/// <param name="Right">The second column's index.</param>
/// <param name="Nulls">Which rows are left out.</param>
public sealed record PairCheck(int Left, Comparison Comparison, int Right, NullRows Nulls) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "pair_compare";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Left, Right];

    /// <summary>The comparison as C# and SQL write it; equality as SQL does.</summary>
    public string Sign => Comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    /// <inheritdoc/>
    public override string Limit => $"first {Sign} second";

    internal override string Details => $" nulls {Nulls}{base.Details}";

    internal override bool Applies(EventBatch batch, int row) => !IsSkipped(batch, row, Columns, Nulls);

    internal override bool Holds(EventBatch batch, int row, CheckContext context)
    {
        var (left, right) = (batch.Columns[Left].Value(row), batch.Columns[Right].Value(row));
        if (left.IsNull || right.IsNull || ValueOrder.IsNaN(left) || ValueOrder.IsNaN(right))
        {
            return false;
        }

        var order = ValueOrder.Compare(left, right);
        return Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.NotEqual => order != 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

/// <summary><c>pair_in_set</c>.</summary>
/// <param name="Left">The first column's index.</param>
/// <param name="Right">The second column's index.</param>
/// <param name="Pairs">The pairs allowed.</param>
/// <param name="Nulls">Which rows are left out.</param>
public sealed record PairSetCheck(int Left, int Right, IReadOnlyList<(FeatureValue Left, FeatureValue Right)> Pairs, NullRows Nulls) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "pair_in_set";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Left, Right];

    /// <inheritdoc/>
    public override string Limit => string.Create(CultureInfo.InvariantCulture, $"one of {Pairs.Count} pairs");

    internal override string Details => $"{CheckTexts.All(Pairs.SelectMany(p => new[] { p.Left, p.Right }))} nulls {Nulls}{base.Details}";

    internal override bool Applies(EventBatch batch, int row) => !IsSkipped(batch, row, Columns, Nulls);

    internal override bool Holds(EventBatch batch, int row, CheckContext context)
    {
        var (left, right) = (batch.Columns[Left].Value(row), batch.Columns[Right].Value(row));
        return Pairs.Any(p => ValueOrder.AreEqual(p.Left, left) && ValueOrder.AreEqual(p.Right, right));
    }
}

/// <summary><c>distinct_within_row</c>: the columns of a row have different values. A null in a row that is tested makes it bad.</summary>
/// <param name="Listed">The columns' indexes.</param>
/// <param name="Nulls">Which rows are left out.</param>
public sealed record DistinctWithinRowCheck(IReadOnlyList<int> Listed, NullRows Nulls) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "distinct_within_row";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Listed;

    /// <inheritdoc/>
    public override string Limit => "all different";

    internal override string Details => $" nulls {Nulls}{base.Details}";

    internal override bool Applies(EventBatch batch, int row) => !IsSkipped(batch, row, Listed, Nulls);

    internal override bool Holds(EventBatch batch, int row, CheckContext context)
    {
        FeatureValue[] values = [.. Listed.Select(c => batch.Columns[c].Value(row))];
        return values.All(v => !v.IsNull) && values.Index().All(a => values.Take(a.Index).All(b => !ValueOrder.AreEqual(a.Item, b)));
    }
}

/// <summary><c>row_sum_equals</c>: numbers of a row, added from left to right in 64-bit floating point, make another one of its columns.</summary>
/// <param name="Parts">The indexes of what is added.</param>
/// <param name="Total">The index of the sum.</param>
/// <param name="Tolerance">The greatest difference allowed.</param>
/// <param name="Nulls">Which rows are left out.</param>
public sealed record RowSumCheck(IReadOnlyList<int> Parts, int Total, double Tolerance, NullRows Nulls) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "row_sum_equals";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [.. Parts, Total];

    /// <inheritdoc/>
    public override string Limit => string.Create(CultureInfo.InvariantCulture, $"sum = last within {Tolerance:R}");

    internal override string Details => $" nulls {Nulls}{base.Details}";

    internal override bool Applies(EventBatch batch, int row) => !IsSkipped(batch, row, Columns, Nulls);

    internal override bool Holds(EventBatch batch, int row, CheckContext context)
    {
        double?[] numbers = [.. Columns.Select(c => batch.Columns[c].Value(row).ToNumber())];
        return numbers.All(n => n is not null) && Math.Abs(numbers[1..^1].Aggregate(numbers[0]!.Value, (sum, n) => sum + n!.Value) - numbers[^1]!.Value) <= Tolerance;
    }
}
