namespace Larder.Types;

/// <summary>The total order of one entity's rows: event time, then known time, then sequence. Every tie in every path is broken by it.</summary>
/// <param name="EventTime">When it happened.</param>
/// <param name="KnownAt">When it could first be used.</param>
/// <param name="Sequence">Ingest order, unique within a table.</param>
public readonly record struct EventOrder(Instant EventTime, Instant KnownAt, long Sequence) : IComparable<EventOrder>
{
    /// <inheritdoc/>
    public int CompareTo(EventOrder other)
    {
        var byEvent = EventTime.CompareTo(other.EventTime);
        if (byEvent != 0)
        {
            return byEvent;
        }

        var byKnown = KnownAt.CompareTo(other.KnownAt);
        return byKnown != 0 ? byKnown : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Whether left comes first.</summary>
    public static bool operator <(EventOrder left, EventOrder right) => left.CompareTo(right) < 0;

    /// <summary>Whether left comes last.</summary>
    public static bool operator >(EventOrder left, EventOrder right) => left.CompareTo(right) > 0;

    /// <summary>Whether left does not come last.</summary>
    public static bool operator <=(EventOrder left, EventOrder right) => left.CompareTo(right) <= 0;

    /// <summary>Whether left does not come first.</summary>
    public static bool operator >=(EventOrder left, EventOrder right) => left.CompareTo(right) >= 0;
}
