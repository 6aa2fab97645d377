using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>A check that each row passes or not by itself.</summary>
public abstract record RowCheck : ShareCheck
{
    /// <summary>Whether a row is tested. Default: where the column has a value.</summary>
    internal virtual bool Applies(EventBatch batch, int row) => !batch.Columns[Columns[0]].Nulls[row];

    /// <summary>Whether a row that is tested is good.</summary>
    internal abstract bool Holds(EventBatch batch, int row, CheckContext context);

    internal override CheckMeter Start(CheckContext context) => new RowMeter(Applies, (batch, row) => Holds(batch, row, context), context);

    /// <summary>Whether the nulls in some columns say that a row is left out.</summary>
    private protected static bool IsSkipped(EventBatch batch, int row, IEnumerable<int> columns, NullRows nulls) => nulls switch
    {
        NullRows.SkipIfAll => columns.All(c => batch.Columns[c].Nulls[row]),
        NullRows.SkipIfAny => columns.Any(c => batch.Columns[c].Nulls[row]),
        _ => false,
    };
}

/// <summary>A row check on one column.</summary>
/// <param name="Column">The column's index.</param>
public abstract record ColumnCheck(int Column) : RowCheck
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [Column];

    internal sealed override bool Holds(EventBatch batch, int row, CheckContext context) => IsGood(batch.Columns[Column].Value(row));

    /// <summary>Whether a value is good.</summary>
    internal abstract bool IsGood(FeatureValue value);
}
