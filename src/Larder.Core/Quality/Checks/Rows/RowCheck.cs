using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>A check that each row passes or not. It holds when no row was tested, or when the share of good ones is at least <see cref="Mostly"/>.</summary>
public abstract record RowCheck : Check
{
    /// <summary>The least share of good rows among those tested, from 0 to 1. Default 1.</summary>
    public double Mostly { get; init; } = 1;

    internal override string Details => CheckTexts.Mostly(Mostly);

    /// <summary>Whether a row is tested. Default: where the column has a value.</summary>
    internal virtual bool Applies(EventBatch batch, int row) => !batch.Columns[Columns[0]].Nulls[row];

    /// <summary>Whether a row that is tested is good.</summary>
    internal abstract bool Holds(EventBatch batch, int row, CheckContext context);

    internal override bool Holds(CheckTally tally) => tally.IsMostlyGood(Mostly);

    internal override CheckMeter Start(CheckContext context) => new Meter(this, context);

    /// <summary>Whether the nulls in some columns say that a row is left out.</summary>
    private protected static bool IsSkipped(EventBatch batch, int row, IEnumerable<int> columns, NullRows nulls) => nulls switch
    {
        NullRows.SkipIfAll => columns.All(c => batch.Columns[c].Nulls[row]),
        NullRows.SkipIfAny => columns.Any(c => batch.Columns[c].Nulls[row]),
        _ => false,
    };

    private sealed class Meter(RowCheck check, CheckContext context) : CheckMeter
    {
        private readonly List<CheckSample> _samples = [];
        private long _tested;
        private long _bad;

        public override CheckTally Tally => new(_tested, _bad);

        public override IReadOnlyList<CheckSample> Samples => _samples;

        public override void Add(EventBatch batch, int row, long number)
        {
            if (!check.Applies(batch, row))
            {
                return;
            }

            _tested++;
            if (check.Holds(batch, row, context))
            {
                return;
            }

            _bad++;
            if (_samples.Count < context.Samples)
            {
                _samples.Add(new(number, [.. batch.Columns.Select(c => c.Value(row))]));
            }
        }
    }
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
