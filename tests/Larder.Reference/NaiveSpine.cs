using Larder.Types;

namespace Larder.Reference;

/// <summary>A spine of cut-offs by its definition: every cut-off of the grid against every event.</summary>
public static class NaiveSpine
{
    /// <summary>The cut-offs at which an entity is active, with their labels.</summary>
    /// <param name="mine">The entity's events that count.</param>
    /// <param name="first">The first event of all.</param>
    /// <param name="last">The last event of all.</param>
    /// <param name="period">Between cut-offs.</param>
    /// <param name="activeWithin">How far back an event may lie.</param>
    /// <param name="label">How far ahead the label looks.</param>
    public static IEnumerable<(Instant Cutoff, bool Label)> Rows(
        IReadOnlyCollection<EventOrder> mine, Instant first, Instant last, TimeSpan period, TimeSpan activeWithin, TimeSpan label)
    {
        var step = period.Ticks / TimeSpan.TicksPerMicrosecond;
        for (var number = (first.Microseconds / step) - 1; number * step <= last.Microseconds; number++)
        {
            var cutoff = new Instant(number * step);
            if (cutoff < first + activeWithin || cutoff + label > last)
            {
                continue;
            }

            if (mine.Any(e => e.EventTime < cutoff && e.EventTime >= cutoff - activeWithin && e.KnownAt <= cutoff))
            {
                yield return (cutoff, mine.Any(e => e.EventTime > cutoff && e.EventTime <= cutoff + label));
            }
        }
    }
}
