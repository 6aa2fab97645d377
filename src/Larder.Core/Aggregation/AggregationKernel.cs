using Larder.Errors;
using Larder.Types;

namespace Larder.Aggregation;

/// <summary>
/// Computes the windowed aggregates of one entity at one time, exactly as DESIGN 2.4, 2.5 and 2.8 define them:
/// 1. the rows of the window are those with <c>t - width &lt;= event time &lt; t</c> (edges as declared), found by binary search;
/// 2. rows not known at t, or not passing the aggregation's filter, are skipped;
/// 3. the rest is folded tile by tile, each tile from its own start in total order;
/// 4. the tiles' folds are merged in time order.
/// Offline, online and stream all call this one method over the same events, so results agree to the last bit.
/// </summary>
public sealed class AggregationKernel
{
    private readonly AggregationSpec[] _aggregations;
    private readonly WindowEdges _edges;
    private readonly long _tile;
    private int[] _seen = [];
    private int _stamp;

    /// <summary>Creates a kernel for a plan. A kernel keeps scratch memory: one per thread.</summary>
    public AggregationKernel(AggregatePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _aggregations = [.. plan.Aggregations];
        _edges = plan.Edges;
        _tile = plan.TileMicroseconds;
    }

    /// <summary>Computes every aggregation of the plan.</summary>
    /// <param name="events">The entity's events, in the total order.</param>
    /// <param name="at">The query time.</param>
    /// <param name="results">Receives one value per aggregation.</param>
    public void Evaluate(EntityEvents events, Instant at, FeatureValue[] results)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(results);
        var end = End(events.EventTimes, at);
        for (var i = 0; i < _aggregations.Length; i++)
        {
            ref readonly var aggregation = ref _aggregations[i];
            var start = Start(events.EventTimes, at, aggregation.Window);
            results[i] = Fold(events, in aggregation, at.Microseconds, start, end);
        }
    }

    /// <summary>The newest event that the windows at <paramref name="at"/> may see, whatever their width; null when the entity is unknown then.</summary>
    public Instant? NewestEvent(EntityEvents events, Instant at)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var row = End(events.EventTimes, at) - 1; row >= 0; row--)
        {
            if (events.KnownAts[row] <= at.Microseconds)
            {
                return new Instant(events.EventTimes[row]);
            }
        }

        return events.NewestBefore;
    }

    /// <summary>First row whose event time is not below <paramref name="time"/>.</summary>
    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int End(ReadOnlySpan<long> times, Instant at) =>
        LowerBound(times, _edges.LeadingInclusive ? at.Microseconds + 1 : at.Microseconds);

    private int Start(ReadOnlySpan<long> times, Instant at, Window window)
    {
        if (window.Width is not { } width)
        {
            return 0;
        }

        var from = (at - width).Microseconds;
        return LowerBound(times, _edges.TrailingExclusive ? from + 1 : from);
    }

    private FeatureValue Fold(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end) => aggregation.Kind switch
    {
        AggregationKind.Count => FeatureValue.From(Count(events, in aggregation, at, start, end)),
        AggregationKind.CountDistinct => FeatureValue.From(CountDistinct(events, in aggregation, at, start, end)),
        AggregationKind.SecondsSinceLast => SecondsSinceLast(events, in aggregation, at, start, end),
        AggregationKind.Sum when IsInteger(events, aggregation.Input) => FeatureValue.From(SumIntegers(events, in aggregation, at, start, end)),
        AggregationKind.Sum => FeatureValue.From(SumDoubles(events, in aggregation, at, start, end, out _)),
        AggregationKind.Mean => Mean(events, in aggregation, at, start, end),
        AggregationKind.Min or AggregationKind.Max => Extreme(events, in aggregation, at, start, end),
        _ => throw new InvalidOperationException($"No kernel for {aggregation.Kind}."),
    };

    private static bool IsInteger(EntityEvents events, int input) => events.Inputs[input].Type is ColumnType.Int64 or ColumnType.Int32;

    /// <summary>Whether a row is known, passes the filter and has a value.</summary>
    private static bool Takes(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int row) =>
        events.KnownAts[row] <= at
        && (aggregation.Filter < 0 || events.Inputs[aggregation.Filter].Bits[row] != 0)
        && (aggregation.Input < 0 || !events.Inputs[aggregation.Input].Nulls[row]);

    private static long Count(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        var count = 0L;
        for (var row = start; row < end; row++)
        {
            count += Takes(events, in aggregation, at, row) ? 1 : 0;
        }

        return count;
    }

    private static long SumIntegers(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        var bits = events.Inputs[aggregation.Input].Bits;
        var sum = default(Int128);
        for (var row = start; row < end; row++)
        {
            sum += Takes(events, in aggregation, at, row) ? bits[row] : 0;
        }

        return sum >= long.MinValue && sum <= long.MaxValue
            ? (long)sum
            : throw new InvalidInputException($"An integer sum over {aggregation.Window} overflows 64 bits; sum the value as double instead.");
    }

    private static FeatureValue SecondsSinceLast(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        for (var row = end - 1; row >= start; row--)
        {
            if (Takes(events, in aggregation, at, row))
            {
                return FeatureValue.From((at - events.EventTimes[row]) / 1e6);
            }
        }

        return FeatureValue.Null;
    }

    private double SumDoubles(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end, out long count)
    {
        var bits = events.Inputs[aggregation.Input].Bits;
        var times = events.EventTimes;
        var (total, tileSum, tile) = (0d, 0d, long.MinValue);
        count = 0;
        for (var row = start; row < end; row++)
        {
            if (!Takes(events, in aggregation, at, row))
            {
                continue;
            }

            var rowTile = Tile(times[row]);
            if (rowTile != tile)
            {
                total += tileSum;
                (tileSum, tile) = (0d, rowTile);
            }

            tileSum += BitConverter.Int64BitsToDouble(bits[row]);
            count++;
        }

        return total + tileSum;
    }

    private FeatureValue Mean(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        var sum = SumDoubles(events, in aggregation, at, start, end, out var count);
        return count == 0 ? FeatureValue.Null : FeatureValue.From(sum / count);
    }

    /// <summary>Keeps the first of equals, so the fold needs no tiles: merging tile by tile gives the same row.</summary>
    private static FeatureValue Extreme(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        var column = events.Inputs[aggregation.Input];
        var sign = aggregation.Kind == AggregationKind.Min ? 1 : -1;
        var best = -1;
        for (var row = start; row < end; row++)
        {
            if (Takes(events, in aggregation, at, row) && (best < 0 || sign * Compare(column, row, best) < 0))
            {
                best = row;
            }
        }

        return best < 0 ? FeatureValue.Null : FeatureValue.FromBits(column.Type, column.Bits[best]);
    }

    /// <summary>Numeric order with NaN last.</summary>
    private static int Compare(InputColumn column, int left, int right)
    {
        if (column.Type != ColumnType.Float64)
        {
            return column.Bits[left].CompareTo(column.Bits[right]);
        }

        var (a, b) = (BitConverter.Int64BitsToDouble(column.Bits[left]), BitConverter.Int64BitsToDouble(column.Bits[right]));
        return double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);
    }

    private long CountDistinct(EntityEvents events, ref readonly AggregationSpec aggregation, long at, int start, int end)
    {
        var column = events.Inputs[aggregation.Input];
        if (column.Type != ColumnType.String)
        {
            var values = new HashSet<long>();
            for (var row = start; row < end; row++)
            {
                if (Takes(events, in aggregation, at, row))
                {
                    values.Add(column.Bits[row]);
                }
            }

            return values.Count;
        }

        NewStamp(column.Texts.Count);
        var count = 0L;
        for (var row = start; row < end; row++)
        {
            if (Takes(events, in aggregation, at, row) && _seen[column.Bits[row]] != _stamp)
            {
                _seen[column.Bits[row]] = _stamp;
                count++;
            }
        }

        return count;
    }

    private void NewStamp(int codes)
    {
        if (_seen.Length < codes || _stamp == int.MaxValue)
        {
            (_seen, _stamp) = (new int[Math.Max(codes, _seen.Length * 2)], 0);
        }

        _stamp++;
    }

    /// <summary>Floor division: tiles before 1970 are half-open too.</summary>
    private long Tile(long time) => time >= 0 ? time / _tile : ((time + 1) / _tile) - 1;
}
