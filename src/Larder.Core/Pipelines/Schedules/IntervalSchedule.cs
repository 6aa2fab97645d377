using Larder.Types;

namespace Larder.Pipelines.Schedules;

/// <summary>Every so often in elapsed time, through an anchor.</summary>
internal sealed class IntervalSchedule(TimeSpan interval, Instant anchor) : Schedule
{
    private readonly long _length = interval.Ticks / TimeSpan.TicksPerMicrosecond;

    public override string Text => $"every {interval:c} through {anchor}";

    public override Instant? Next(Instant after) => At(Floor(after) + 1);

    public override Instant? Previous(Instant before) => At(Floor(new Instant(before.Microseconds - 1)));

    private static Instant? InCalendar(Instant instant) => instant.IsInCalendar ? instant : null;

    private Instant? At(long number) => InCalendar(new Instant(anchor.Microseconds + (number * _length)));

    /// <summary>How many intervals lie between the anchor and an instant, rounded down.</summary>
    private long Floor(Instant instant)
    {
        var (quotient, rest) = Math.DivRem(instant.Microseconds - anchor.Microseconds, _length);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
