using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>A check of rows that are good or bad beside other rows. Rows in which one of <see cref="Needed"/> is null are left out, as if they were not there.</summary>
public abstract record RelativeCheck : ShareCheck
{
    /// <summary>The indexes of the columns that a row is judged by.</summary>
    public abstract IReadOnlyList<int> Needed { get; }

    /// <summary>Index of the column whose values part the rows that are judged beside each other; null is a value. Null for all rows.</summary>
    public int? Per { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Per is { } column ? [.. Needed, column] : Needed;

    internal override string Details => $"{(Per is null ? string.Empty : " per last")}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => new KeptRows(this, context);

    /// <summary>The bad ones of the rows of one part, in any order.</summary>
    internal abstract IEnumerable<KeptRow> BadOf(IReadOnlyList<KeptRow> rows);

    /// <summary>Whether a row has what it is judged by.</summary>
    private protected bool Applies(EventBatch batch, int row) => Needed.All(c => !batch.Columns[c].Nulls[row]);

    private sealed class KeptRows(RelativeCheck check, CheckContext context) : CheckMeter
    {
        private readonly Dictionary<FeatureValue, List<KeptRow>> _parts = [];
        private KeptRow[]? _bad;

        public override CheckTally Tally => new(_parts.Values.Sum(p => (long)p.Count), Bad.Length);

        public override IReadOnlyList<CheckSample> Samples => [.. Bad.OrderBy(r => r.Number).Take(context.Samples).Select(r => new CheckSample(r.Number, r.Row))];

        private KeptRow[] Bad => _bad ??= [.. _parts.Values.SelectMany(check.BadOf)];

        public override void Add(EventBatch batch, int row, long number)
        {
            if (!check.Applies(batch, row))
            {
                return;
            }

            var part = check.Per is { } column ? ValueOrder.Key(batch.Columns[column].Value(row)) : FeatureValue.Null;
            if (!_parts.TryGetValue(part, out var rows))
            {
                _parts.Add(part, rows = []);
            }

            _bad = null;
            rows.Add(new(number, [.. check.Needed.Select(c => ValueOrder.Key(batch.Columns[c].Value(row)))], [.. batch.Columns.Select(c => ValueOrder.Key(c.Value(row)))]));
        }
    }
}

/// <summary>A row that waits for the others.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Values">What it is judged by, in the form in which values are looked up by.</param>
/// <param name="Row">All of its columns.</param>
internal sealed record KeptRow(long Number, FeatureValue[] Values, FeatureValue[] Row);
