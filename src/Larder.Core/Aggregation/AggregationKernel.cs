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
    private readonly DistinctCounter _distinct = new();
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
        var end = First(events.EventTimes, at, after: _edges.LeadingInclusive);
        for (var i = 0; i < _aggregations.Length; i++)
        {
            ref readonly var aggregation = ref _aggregations[i];
            var start = aggregation.Window.Width is { } width ? First(events.EventTimes, at - width, after: _edges.TrailingExclusive) : 0;
            results[i] = Fold(new WindowRows(events, in aggregation, at, start, end), in aggregation, at);
        }
    }

    /// <summary>The newest event that the windows at <paramref name="at"/> may see, whatever their width; null when the entity is unknown then.</summary>
    public Instant? NewestEvent(EntityEvents events, Instant at)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var row = First(events.EventTimes, at, after: _edges.LeadingInclusive) - 1; row >= 0; row--)
        {
            if (events.KnownAts[row] <= at.Microseconds)
            {
                // A late event kept at the front may be older than the newest one left out.
                var newest = new Instant(events.EventTimes[row]);
                return events.NewestBefore is { } before && before > newest ? before : newest;
            }
        }

        return events.NewestBefore;
    }

    /// <summary>First row whose event time is not before <paramref name="time"/>, or is after it.</summary>
    private static int First(ReadOnlySpan<long> times, Instant time, bool after)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] < time.Microseconds || (after && times[middle] == time.Microseconds))
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

    private FeatureValue Fold(WindowRows rows, ref readonly AggregationSpec aggregation, Instant at) => aggregation.Kind switch
    {
        AggregationKind.Count => FeatureValue.From(Count(rows)),
        AggregationKind.CountDistinct => FeatureValue.From(CountDistinct(rows)),
        AggregationKind.SecondsSinceLast => SecondsSinceLast(rows, at),
        AggregationKind.Sum when rows.Column!.Type is ColumnType.Int64 or ColumnType.Int32 => FeatureValue.From(SumIntegers(rows, aggregation.Window)),
        AggregationKind.Sum => FeatureValue.From(SumDoubles(rows, out _)),
        AggregationKind.Mean => Mean(rows),
        AggregationKind.Min => Extreme(rows, 1),
        AggregationKind.Max => Extreme(rows, -1),
        _ => throw new InvalidOperationException($"No kernel for {aggregation.Kind}."),
    };

    private static long Count(WindowRows rows)
    {
        var count = 0L;
        for (var row = rows.Start; row < rows.End; row++)
        {
            count += rows.Takes(row) ? 1 : 0;
        }

        return count;
    }

    private static long SumIntegers(WindowRows rows, Window window)
    {
        var sum = default(Int128);
        for (var row = rows.Start; row < rows.End; row++)
        {
            sum += rows.Takes(row) ? rows.Bits[row] : 0;
        }

        return sum >= long.MinValue && sum <= long.MaxValue
            ? (long)sum
            : throw new InvalidInputException($"An integer sum over {window} overflows 64 bits; sum the value as double instead.");
    }

    private static FeatureValue SecondsSinceLast(WindowRows rows, Instant at)
    {
        for (var row = rows.End - 1; row >= rows.Start; row--)
        {
            if (rows.Takes(row))
            {
                return FeatureValue.From((at.Microseconds - rows.Times[row]) / 1e6);
            }
        }

        return FeatureValue.Null;
    }

    private double SumDoubles(WindowRows rows, out long count)
    {
        var (total, tileSum, tile) = (0d, 0d, long.MinValue);
        count = 0;
        for (var row = rows.Start; row < rows.End; row++)
        {
            if (!rows.Takes(row))
            {
                continue;
            }

            var rowTile = Tile(rows.Times[row]);
            if (rowTile != tile)
            {
                total += tileSum;
                (tileSum, tile) = (0d, rowTile);
            }

            tileSum += BitConverter.Int64BitsToDouble(rows.Bits[row]);
            count++;
        }

        // Which of several NaNs survives an addition is the processor's choice; parity is of bits.
        var sum = total + tileSum;
        return double.IsNaN(sum) ? double.NaN : sum;
    }

    private FeatureValue Mean(WindowRows rows)
    {
        var sum = SumDoubles(rows, out var count);
        return count == 0 ? FeatureValue.Null : FeatureValue.From(sum / count);
    }

    /// <summary>Keeps the first of equals, so the fold needs no tiles: merging tile by tile gives the same row.</summary>
    private static FeatureValue Extreme(WindowRows rows, int sign)
    {
        var type = rows.Column!.Type;
        var best = -1;
        for (var row = rows.Start; row < rows.End; row++)
        {
            if (rows.Takes(row) && (best < 0 || sign * Compare(type, rows.Bits[row], rows.Bits[best]) < 0))
            {
                best = row;
            }
        }

        return best < 0 ? FeatureValue.Null : FeatureValue.FromBits(type, rows.Bits[best]);
    }

    /// <summary>Numeric order with NaN last.</summary>
    private static int Compare(ColumnType type, long left, long right)
    {
        if (type != ColumnType.Float64)
        {
            return left.CompareTo(right);
        }

        var (a, b) = (BitConverter.Int64BitsToDouble(left), BitConverter.Int64BitsToDouble(right));
        return double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);
    }

    private long CountDistinct(WindowRows rows)
    {
        if (rows.Column!.Type != ColumnType.String)
        {
            _distinct.Clear();
            var isFloating = rows.Column.Type == ColumnType.Float64;
            for (var row = rows.Start; row < rows.End; row++)
            {
                if (rows.Takes(row))
                {
                    _distinct.Add(isFloating ? OneForm(rows.Bits[row]) : rows.Bits[row]);
                }
            }

            return _distinct.Count;
        }

        NewStamp(rows.Column.Texts.Count);
        var count = 0L;
        for (var row = rows.Start; row < rows.End; row++)
        {
            if (rows.Takes(row) && _seen[rows.Bits[row]] != _stamp)
            {
                _seen[rows.Bits[row]] = _stamp;
                count++;
            }
        }

        return count;
    }

    /// <summary>Bits that are the same for numbers that count as one: 0 and -0, and all that are NaN.</summary>
    private static long OneForm(long bits)
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        return BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value + 0d);
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
