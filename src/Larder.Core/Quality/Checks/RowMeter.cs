using Larder.Expressions;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Counts rows that are tested and those of them that are bad, and keeps the first of these.</summary>
internal sealed class RowMeter(RowPredicate applies, RowPredicate holds, CheckContext context) : CheckMeter
{
    private readonly List<CheckSample> _samples = [];
    private long _tested;
    private long _bad;

    public override CheckTally Tally => new(_tested, _bad);

    public override IReadOnlyList<CheckSample> Samples => _samples;

    public override void Add(EventBatch batch, int row, long number)
    {
        if (!applies(batch, row))
        {
            return;
        }

        _tested++;
        if (holds(batch, row))
        {
            return;
        }

        _bad++;
        if (_samples.Count < context.Samples)
        {
            _samples.Add(new(number, [.. batch.Columns.Select(c => ValueOrder.Key(c.Value(row)))]));
        }
    }
}
