using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Counts the events of a window, whatever they are: where all of them count, their number is known without a look at any.</summary>
internal sealed class RowCountFold(AggregationSpec spec) : Fold(spec)
{
    public override bool Fits(ColumnType type) => TypedResults<long>.Fits(type);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void EvaluateAll(ReadOnlySpan<WindowRange> ranges, ReadOnlySpan<long> times, ReadOnlySpan<bool> unchanged, Column column, int first)
    {
        var results = new TypedResults<long>(column, first, ranges.Length);
        var countsAll = !Events.HasRetractions;
        for (var i = 0; i < ranges.Length; i++)
        {
            results.Set(i, countsAll && ranges[i].IsSettled ? ranges[i].End - ranges[i].Start : Count(ranges[i], new Instant(times[i])));
        }
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged) => FeatureValue.From(Count(range, at));

    private long Count(WindowRange range, Instant at)
    {
        if (range.IsSettled && !Events.HasRetractions)
        {
            return range.End - range.Start;
        }

        var count = 0L;
        for (var row = range.Start; row < range.End; row++)
        {
            count += Takes(row, range, at) ? 1 : 0;
        }

        return count;
    }
}
