using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Counts the events of a window, whatever they are: where all of them count, their number is known without a look at any.</summary>
internal sealed class RowCountFold(AggregationSpec spec) : Fold(spec)
{
    public override void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Span<FeatureValue> results)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            results[i] = Evaluate(ranges[i], new Instant(times[i]), unchanged[i]);
        }
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged)
    {
        if (range.IsSettled && !Events.HasRetractions)
        {
            return FeatureValue.From((long)(range.End - range.Start));
        }

        var count = 0L;
        for (var row = range.Start; row < range.End; row++)
        {
            count += Takes(row, range, at) ? 1 : 0;
        }

        return FeatureValue.From(count);
    }
}
