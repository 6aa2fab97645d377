using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>unique</c> and <c>unique_compound</c>: bad are all rows of a value that occurs more than once; two nulls are equal where their rows are tested.</summary>
/// <param name="Keys">The columns' indexes.</param>
/// <param name="Nulls">Which rows are left out.</param>
public sealed record UniqueCheck(IReadOnlyList<int> Keys, NullRows Nulls) : ShareCheck
{
    /// <inheritdoc/>
    public override string Kind => Keys.Count == 1 ? "unique" : "unique_compound";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Keys;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? SampleColumns => Keys;

    /// <inheritdoc/>
    public override string Limit => "unique";

    internal override string Details => $" nulls {Nulls}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => new Meter(this, context);

    private sealed class Meter(UniqueCheck check, CheckContext context) : CheckMeter
    {
        private readonly Dictionary<RowKey, long> _counts = [];
        private long _tested;

        public override CheckTally Tally
        {
            get
            {
                long[] repeated = [.. _counts.Values.Where(n => n > 1)];
                return new(_tested, repeated.Sum(), default, repeated.Length, repeated.Sum() - repeated.Length);
            }
        }

        public override IReadOnlyList<CheckSample> Samples =>
            [.. _counts.Where(c => c.Value > 1).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(context.Samples).Select(c => new CheckSample(c.Value, c.Key.Values))];

        public override void Add(EventBatch batch, int row, long number)
        {
            var key = new RowKey([.. check.Keys.Select(c => ValueOrder.Key(batch.Columns[c].Value(row)))]);
            var nulls = key.Values.Count(v => v.IsNull);
            if (check.Nulls switch { NullRows.SkipIfAll => nulls == check.Keys.Count, NullRows.SkipIfAny => nulls > 0, _ => false })
            {
                return;
            }

            _tested++;
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }
}
