using Larder.Errors;
using NodaTime;

namespace Larder;

/// <content>Times and dates. Times are UTC; a zone is an IANA name, whose rules are Larder's own, those that <see cref="EventSource{T}.WithTimeZone"/> uses.</content>
public static partial class FeatureMath
{
    /// <summary>
    /// The time that clocks in a zone show at an instant, for the hour of the day or the day of the week. The zone rules are Larder's own,
    /// those that <see cref="EventSource{T}.WithTimeZone"/> uses, so they are the same on every machine.
    /// </summary>
    /// <param name="utc">The instant; times of events and requests are UTC.</param>
    /// <param name="zone">An IANA name, for example <c>America/New_York</c>.</param>
    /// <exception cref="InvalidDefinitionException">There is no such zone.</exception>
    public static DateTime LocalTime(DateTime utc, string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } rules
        ? NodaTime.Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(rules).ToDateTimeUnspecified()
        : throw new InvalidDefinitionException($"There is no time zone '{zone}'; give an IANA name such as America/New_York.");

    /// <inheritdoc cref="LocalTime(DateTime, string)"/>
    public static DateTime? LocalTime(DateTime? utc, string zone) => utc is { } given ? LocalTime(given, zone) : null;

    /// <summary>The hour that clocks in the zone show, 0 to 23.</summary>
    /// <inheritdoc cref="LocalTime(DateTime, string)"/>
    public static int? HourOfDay(DateTime? utc, string zone) => LocalTime(utc, zone)?.Hour;

    /// <summary>The day of the week in the zone as in ISO 8601: 1 is Monday, 7 is Sunday.</summary>
    /// <inheritdoc cref="LocalTime(DateTime, string)"/>
    public static int? DayOfWeek(DateTime? utc, string zone) => (((int?)LocalTime(utc, zone)?.DayOfWeek + 6) % 7) + 1;

    /// <summary>Whether it is Saturday or Sunday in the zone.</summary>
    /// <inheritdoc cref="LocalTime(DateTime, string)"/>
    public static bool? IsWeekend(DateTime? utc, string zone) => DayOfWeek(utc, zone) is { } day ? day >= 6 : null;

    /// <summary>Whether the date in the zone is a holiday of the calendar; null before the calendar's first year.</summary>
    /// <param name="utc">The instant.</param>
    /// <param name="zone">An IANA name, for example <c>America/New_York</c>.</param>
    /// <param name="calendar">The calendar: one of <see cref="HolidayCalendar"/>'s, or a property of the repository.</param>
    /// <exception cref="InvalidDefinitionException">There is no such zone.</exception>
    public static bool? IsHoliday(DateTime? utc, string zone, HolidayCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return LocalTime(utc, zone) is { } local ? calendar.IsHoliday(DateOnly.FromDateTime(local)) : null;
    }

    /// <summary>Days of 24 hours from <paramref name="from"/> to <paramref name="to"/>, with fractions; negative when it comes before.</summary>
    public static double? DaysBetween(DateTime? from, DateTime? to) => (to - from)?.TotalDays;

    /// <summary>Midnights in the zone from <paramref name="from"/> to <paramref name="to"/>: 0 on one date, 1 from any time to any time of the next date.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The second; the result is negative when its date comes before.</param>
    /// <param name="zone">An IANA name, for example <c>America/New_York</c>.</param>
    /// <exception cref="InvalidDefinitionException">There is no such zone.</exception>
    public static int? DaysBetween(DateTime? from, DateTime? to, string zone) =>
        LocalTime(from, zone) is { } first && LocalTime(to, zone) is { } second
            ? DateOnly.FromDateTime(second).DayNumber - DateOnly.FromDateTime(first).DayNumber
            : null;
}
