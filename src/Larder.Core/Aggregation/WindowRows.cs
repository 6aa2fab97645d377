using Larder.Types;

namespace Larder.Aggregation;

/// <summary>The rows between two binary searches for one aggregation, with what decides whether a row takes part.</summary>
internal readonly ref struct WindowRows
{
    private readonly ReadOnlySpan<long> _knownAts;
    private readonly ReadOnlySpan<long> _filter;
    private readonly ReadOnlySpan<bool> _nulls;
    private readonly long _at;

    public WindowRows(EntityEvents events, in AggregationSpec aggregation, Instant at, int start, int end)
    {
        (Start, End, _at) = (start, end, at.Microseconds);
        Times = events.EventTimes;
        _knownAts = events.KnownAts;
        _filter = aggregation.Filter < 0 ? default : events.Inputs[aggregation.Filter].Bits;
        if (aggregation.Input >= 0)
        {
            Column = events.Inputs[aggregation.Input];
            Bits = Column.Bits;
            _nulls = Column.Nulls;
        }
    }

    /// <summary>The first row.</summary>
    public int Start { get; }

    /// <summary>The row after the last.</summary>
    public int End { get; }

    /// <summary>Event times by row.</summary>
    public ReadOnlySpan<long> Times { get; }

    /// <summary>The aggregated input; null where the events themselves are.</summary>
    public InputColumn? Column { get; }

    /// <summary>Its raw bits by row.</summary>
    public ReadOnlySpan<long> Bits { get; }

    /// <summary>Whether a row is known, passes the filter (a null condition does not) and has a value.</summary>
    public bool Takes(int row) =>
        _knownAts[row] <= _at && (_filter.IsEmpty || _filter[row] != 0) && (_nulls.IsEmpty || !_nulls[row]);
}
