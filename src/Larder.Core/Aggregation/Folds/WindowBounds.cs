using NodaTime;

namespace Larder.Aggregation.Folds;

/// <summary>Where a window begins and ends at a time; remembers the local day or tumbling window last asked for.</summary>
internal sealed class WindowBounds(Window window)
{
    private readonly DateTimeZone? _zone = window.TimeZone is { } zone ? DateTimeZoneProviders.Tzdb[zone] : null;
    private Larder.Types.Instant _day = new(long.MaxValue);
    private Larder.Types.Instant _nextDay = new(long.MinValue);
    private Larder.Types.Instant _from;

    /// <summary>The window's ends; no start where it has no lower bound of time.</summary>
    public (Larder.Types.Instant? From, Larder.Types.Instant To) At(Larder.Types.Instant at)
    {
        switch (window.Shape)
        {
            case WindowShape.Rolling:
                return (at - window.Width!.Value, at);
            case WindowShape.Tumbling:
                var width = window.Width!.Value.Ticks / TimeSpan.TicksPerMicrosecond;
                var floor = at.Microseconds - (((at.Microseconds % width) + width) % width);
                return (new(floor - width), new(floor));
            case WindowShape.CalendarDays:
                FindDay(at);
                return (_from, at);
            case WindowShape.WholeCalendarDays:
                FindDay(at);
                return (_from, _day);
            default:
                return (null, at);
        }
    }

    /// <summary>The local day that goes on. Where clocks are put back over midnight the new day goes on, whatever they show.</summary>
    private void FindDay(Larder.Types.Instant at)
    {
        if (at >= _day && at < _nextDay)
        {
            return;
        }

        var date = NodaTime.Instant.FromUnixTimeTicks(at.Microseconds * TimeSpan.TicksPerMicrosecond).InZone(_zone!).Date;
        while (StartOf(date.PlusDays(1)) <= at)
        {
            date = date.PlusDays(1);
        }

        var days = (int)(window.Width!.Value.Ticks / TimeSpan.TicksPerDay);
        _day = StartOf(date);
        _nextDay = StartOf(date.PlusDays(1));
        _from = StartOf(date.PlusDays(window.Shape == WindowShape.CalendarDays ? 1 - days : -days));
    }

    /// <summary>The first local midnight of a day; where the clocks skip it, or the whole day, the instant at which they do.</summary>
    private Larder.Types.Instant StartOf(LocalDate date)
    {
        var midnight = _zone!.MapLocal(date.AtMidnight());
        var start = midnight.Count > 0 ? midnight.First().ToInstant() : midnight.LateInterval.Start;
        return new(start.ToUnixTimeTicks() / TimeSpan.TicksPerMicrosecond);
    }
}
