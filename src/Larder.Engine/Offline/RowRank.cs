namespace Larder.Offline;

/// <summary>A row's place in the total order, with its number; all zero for no row. As <see cref="Types.EventOrder"/>, in one array.</summary>
internal struct RowRank
{
    public long EventTime;
    public long KnownAt;
    public long Sequence;

    // The row's number plus one, so that fresh memory holds no row.
    private long _row;

    /// <summary>Whether there is a row.</summary>
    public readonly bool HasRow => _row != 0;

    /// <summary>The row's number, see <see cref="RowNumbers"/>.</summary>
    public readonly long Row => _row - 1;

    /// <summary>Takes a row if it comes later in the total order than the one held.</summary>
    public void Offer(long eventTime, long knownAt, long sequence, long row)
    {
        if (_row == 0 || eventTime > EventTime || (eventTime == EventTime && (knownAt > KnownAt || (knownAt == KnownAt && sequence > Sequence))))
        {
            (EventTime, KnownAt, Sequence, _row) = (eventTime, knownAt, sequence, row + 1);
        }
    }

    /// <summary>Takes another's row if it comes later.</summary>
    public void Offer(in RowRank other)
    {
        if (other._row != 0)
        {
            Offer(other.EventTime, other.KnownAt, other.Sequence, other.Row);
        }
    }
}
