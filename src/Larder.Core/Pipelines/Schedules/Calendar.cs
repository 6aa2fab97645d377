using Larder.Errors;
using NodaTime;

namespace Larder.Pipelines.Schedules;

/// <summary>Days that are open, by the clocks of a zone. Immutable; every method gives a copy.</summary>
public sealed class Calendar
{
    private readonly DateTimeZone _zone;
    private readonly byte _weekdays;
    private readonly HashSet<DateOnly> _closed;
    private readonly HashSet<DateOnly> _opened;

    private Calendar(DateTimeZone zone, byte weekdays, HashSet<DateOnly> closed, HashSet<DateOnly> opened) => (_zone, _weekdays, _closed, _opened) = (zone, weekdays, closed, opened);

    /// <summary>The calendar in one line, for people and for the definition's content hash.</summary>
    public string Text
    {
        get
        {
            var days = Enum.GetValues<DayOfWeek>().Where(d => (_weekdays >> (int)d & 1) != 0);
            var text = $"{string.Join(' ', days)} in {_zone.Id}";
            text += _closed.Count == 0 ? string.Empty : $", closed {Written(_closed)}";
            return _opened.Count == 0 ? text : $"{text}, open {Written(_opened)}";
        }
    }

    /// <summary>Some days of the week.</summary>
    /// <param name="zone">An IANA time zone.</param>
    /// <param name="days">The open ones; none for Monday to Friday.</param>
    /// <exception cref="InvalidDefinitionException">The zone is none.</exception>
    public static Calendar Weekdays(string zone, params ReadOnlySpan<DayOfWeek> days)
    {
        byte bits = 0;
        foreach (var day in days.IsEmpty ? [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday] : days)
        {
            bits |= (byte)(1 << (int)day);
        }

        var known = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? throw new InvalidDefinitionException($"'{zone}' is no time zone; use an IANA name, for example Europe/London.");
        return new(known, bits, [], []);
    }

    /// <summary>A copy that closes these days, such as holidays.</summary>
    public Calendar Without(params IEnumerable<DateOnly> days) => new(_zone, _weekdays, [.. _closed, .. days], [.. _opened.Except(days)]);

    /// <summary>A copy that opens these days whatever their weekday.</summary>
    public Calendar With(params IEnumerable<DateOnly> days) => new(_zone, _weekdays, [.. _closed.Except(days)], [.. _opened, .. days]);

    /// <summary>Whether an instant lies on an open day.</summary>
    public bool IsOpen(Types.Instant instant) => IsOpen(ScheduleClock.ToNoda(instant).InZone(_zone).Date);

    /// <summary>The beginning of the first open day after the one of an instant; null when there is none within four decades.</summary>
    internal Types.Instant? NextOpenDay(Types.Instant instant)
    {
        var date = ScheduleClock.ToNoda(instant).InZone(_zone).Date;
        for (var (day, end) = (date.PlusDays(1), ScheduleClock.Horizon(date)); day < end; day = day.PlusDays(1))
        {
            if (IsOpen(day))
            {
                return ScheduleClock.From(_zone.AtStartOfDay(day).ToInstant());
            }
        }

        return null;
    }

    private static string Written(IEnumerable<DateOnly> days) => string.Join(' ', days.Order().Select(d => d.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));

    private bool IsOpen(LocalDate date)
    {
        var day = date.ToDateOnly();
        return _opened.Contains(day) || (!_closed.Contains(day) && (_weekdays >> ((int)date.DayOfWeek % 7) & 1) != 0);
    }
}
