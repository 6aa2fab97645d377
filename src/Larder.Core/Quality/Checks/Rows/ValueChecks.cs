using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>not_null</c> and <c>is_null</c>: of all rows.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="IsNull">Whether values must be null instead of not null.</param>
public sealed record NullCheck(int Column, bool IsNull) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => IsNull ? "is_null" : "not_null";

    /// <inheritdoc/>
    public override string Limit => IsNull ? "null" : "not null";

    internal override bool Applies(EventBatch batch, int row) => true;

    internal override bool IsGood(FeatureValue value) => value.IsNull == IsNull;
}

/// <summary><c>in_set</c> and <c>not_in_set</c>. No value is in an empty set.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Values">The set.</param>
/// <param name="Negate">Whether values must not be in it.</param>
public sealed record SetCheck(int Column, IReadOnlyList<FeatureValue> Values, bool Negate) : ColumnCheck(Column)
{
    private readonly HashSet<FeatureValue> _values = [.. Values.Select(ValueOrder.Key)];

    /// <inheritdoc/>
    public override string Kind => Negate ? "not_in_set" : "in_set";

    /// <inheritdoc/>
    public override string Limit => $"{(Negate ? "not in" : "in")} {{{CheckTexts.List(Values)}}}";

    internal override string Details => CheckTexts.All(Values) + base.Details;

    internal override bool IsGood(FeatureValue value) => _values.Contains(ValueOrder.Key(value)) != Negate;
}

/// <summary><c>between</c>.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record BetweenCheck(int Column, Bounds Bounds) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => "between";

    /// <inheritdoc/>
    public override string Limit => Bounds.ToString();

    internal override string Details => CheckTexts.All([Bounds.AtLeast, Bounds.AtMost]) + base.Details;

    internal override bool IsGood(FeatureValue value) => Bounds.Contain(value);
}

/// <summary><c>finite</c>: neither NaN nor infinite.</summary>
/// <param name="Column">The column's index.</param>
public sealed record FiniteCheck(int Column) : ColumnCheck(Column)
{
    /// <inheritdoc/>
    public override string Kind => "finite";

    /// <inheritdoc/>
    public override string Limit => "finite";

    internal override bool IsGood(FeatureValue value) => double.IsFinite(value.ToNumber()!.Value);
}

/// <summary><c>event_time_sane</c>: not later than now, not before a floor, and not after the row was made.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Floor">The earliest instant; null for none.</param>
/// <param name="Skew">How far clocks may run ahead of now.</param>
/// <param name="CreatedAt">Index of the column that says when the row was made, which must not be earlier; null for none. Rows without it are not asked about it.</param>
public sealed record EventTimeCheck(int Column, Instant? Floor, TimeSpan Skew, int? CreatedAt) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "event_time_sane";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => CreatedAt is { } created ? [Column, created] : [Column];

    /// <inheritdoc/>
    public override string Limit => $"[{Floor}, now + {Skew:c}]";

    internal override bool Holds(EventBatch batch, int row, CheckContext context)
    {
        var time = new Instant(batch.Columns[Column].Value(row).Bits);
        return time <= context.Now + Skew
            && !(time < Floor)
            && (CreatedAt is not { } created || batch.Columns[created].Nulls[row] || time.Microseconds <= batch.Columns[created].Value(row).Bits);
    }
}

/// <summary><c>row_expression</c>: a condition in C# on the whole row.</summary>
/// <param name="Condition">The condition.</param>
public sealed record ExpressionCheck(RowCondition Condition) : RowCheck
{
    /// <inheritdoc/>
    public override string Kind => "row_expression";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Condition.Columns;

    /// <inheritdoc/>
    public override string Limit => Expressions.ReadableExpression.Of(Condition.Text);

    internal override string Details => $" {Condition.Text}{base.Details}";

    internal override bool Applies(EventBatch batch, int row) => true;

    internal override bool Holds(EventBatch batch, int row, CheckContext context) => Condition.Holds(batch, row);
}
