using System.Globalization;
using Larder.Errors;
using NodaTime;

namespace Larder;

/// <summary>
/// The stretch of time before a query time over which events are aggregated. A rolling window holds the events with
/// <c>t - width &lt;= event time &lt; t</c>; its ends can be moved with <see cref="AggregateView{TFeatures}.WithEdges"/>.
/// </summary>
public readonly record struct Window
{
    private Window(WindowShape shape, TimeSpan? width, string? timeZone = null)
    {
        Shape = shape;
        Width = width;
        TimeZone = timeZone;
    }

    /// <summary>All events before the query time.</summary>
    public static Window Lifetime { get; } = new(WindowShape.Lifetime, null);

    /// <summary>The width; null for a lifetime or session window. For calendar days 24 hours each.</summary>
    public TimeSpan? Width { get; }

    /// <summary>The IANA name of the time zone of calendar days; null for the others.</summary>
    public string? TimeZone { get; }

    /// <summary>How its ends lie.</summary>
    internal WindowShape Shape { get; }

    /// <summary>Whether both ends move with the clock.</summary>
    internal bool IsRolling => Shape == WindowShape.Rolling;

    /// <summary>The width where that is all there is to the window; null for other shapes.</summary>
    internal TimeSpan? Span => IsRolling ? Width : null;

    /// <summary>The shape in words: <c>a lifetime</c>.</summary>
    internal string Kind => Shape switch
    {
        WindowShape.Rolling => "a rolling window",
        WindowShape.Tumbling => "a tumbling window",
        WindowShape.Session => "a session",
        WindowShape.Lifetime => "a lifetime",
        _ => "calendar days",
    };

    /// <summary>Whether the query time is the end, instead of a border of a grid.</summary>
    internal bool EndsAtQueryTime => Shape is not (WindowShape.Tumbling or WindowShape.WholeCalendarDays);

    /// <summary>The greatest pause within a session.</summary>
    internal TimeSpan? Gap => Shape == WindowShape.Session ? TimeSpan.FromTicks(SessionTicks) : null;

    /// <summary>How far back of the query time an event in the window can lie; null without bound.</summary>
    internal TimeSpan? Reach => Shape switch
    {
        WindowShape.Rolling => Width,
        WindowShape.Tumbling => Width + Width,
        // A day of 25 hours, the part of the present one, and the greatest shift of a zone.
        WindowShape.CalendarDays or WindowShape.WholeCalendarDays => Width + TimeSpan.FromDays(3),
        _ => null,
    };

    private long SessionTicks { get; init; }

    /// <summary>A number of 24-hour days.</summary>
    /// <exception cref="InvalidDefinitionException">The number is not positive, or beyond what a TimeSpan holds (29,000 years).</exception>
    public static Window Days(double days) => Of(days, TimeSpan.TicksPerDay, "days");

    /// <summary>A number of hours.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Hours(double hours) => Of(hours, TimeSpan.TicksPerHour, "hours");

    /// <summary>A number of minutes.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Minutes(double minutes) => Of(minutes, TimeSpan.TicksPerMinute, "minutes");

    /// <summary>Any width of at least one microsecond; digits below a microsecond are dropped.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Of(TimeSpan width) => new(WindowShape.Rolling, Checked(width, "Window.Days(7)"));

    /// <summary>
    /// The local day of the query time so far and the days before it: from the midnight that began the first of <paramref name="days"/> local
    /// days up to the query time. A day is as long as the zone makes it, 23 or 25 hours where clocks change.
    /// </summary>
    /// <param name="days">1 for today.</param>
    /// <param name="timeZone">An IANA name such as <c>Europe/London</c>.</param>
    /// <exception cref="InvalidDefinitionException">The number is not positive or above 36,500, or the zone is unknown.</exception>
    public static Window CalendarDays(int days, string timeZone) => Calendar(WindowShape.CalendarDays, days, timeZone);

    /// <summary>The last whole local days before that of the query time: from midnight to midnight.</summary>
    /// <param name="days">1 for yesterday.</param>
    /// <param name="timeZone">An IANA name such as <c>Europe/London</c>.</param>
    /// <exception cref="InvalidDefinitionException">The number is not positive or above 36,500, or the zone is unknown.</exception>
    public static Window WholeCalendarDays(int days, string timeZone) => Calendar(WindowShape.WholeCalendarDays, days, timeZone);

    /// <summary>The last whole window of a grid counted from 1970-01-01T00:00Z: with one hour, at 14:27 the events of 13:00 to 14:00.</summary>
    /// <param name="width">At least one microsecond.</param>
    /// <exception cref="InvalidDefinitionException">The width is not positive.</exception>
    public static Window Tumbling(TimeSpan width) => new(WindowShape.Tumbling, Checked(width, "Window.Tumbling(TimeSpan.FromHours(1))"));

    /// <summary>
    /// The session that goes on at the query time: the events back to the first pause longer than <paramref name="gap"/>; empty once such a
    /// pause lies behind the newest event. All events of the view make the session, also those that an aggregation filters out.
    /// </summary>
    /// <param name="gap">The greatest pause within a session, inclusive; at least one microsecond.</param>
    /// <exception cref="InvalidDefinitionException">The gap is not positive.</exception>
    public static Window Session(TimeSpan gap) =>
        new(WindowShape.Session, null) { SessionTicks = Checked(gap, "Window.Session(TimeSpan.FromMinutes(30))").Ticks };

    /// <summary><c>lifetime</c>, the width in seconds, or the shape and its parameters: the form that enters content hashes.</summary>
    public override string ToString() => Shape switch
    {
        WindowShape.Rolling => Seconds(Width!.Value),
        WindowShape.Tumbling => $"tumbling {Seconds(Width!.Value)}",
        WindowShape.Session => $"session {Seconds(Gap!.Value)}",
        WindowShape.CalendarDays => $"{Width!.Value.Days.ToString(CultureInfo.InvariantCulture)} calendar days {TimeZone}",
        WindowShape.WholeCalendarDays => $"{Width!.Value.Days.ToString(CultureInfo.InvariantCulture)} whole calendar days {TimeZone}",
        _ => "lifetime",
    };

    /// <summary>A span in the form that enters content hashes.</summary>
    internal static string Seconds(TimeSpan span) =>
        (span.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.######", CultureInfo.InvariantCulture) + "s";

    private static Window Of(double number, long unit, string name) => number * unit < TimeSpan.MaxValue.Ticks
        ? Of(TimeSpan.FromTicks((long)Math.Round(number * unit)))
        : throw new InvalidDefinitionException(string.Create(
            CultureInfo.InvariantCulture, $"A window of {number} {name} is out of range; use Window.Lifetime for one without a lower bound."));

    private static TimeSpan Checked(TimeSpan width, string example) => width.Ticks >= TimeSpan.TicksPerMicrosecond
        ? TimeSpan.FromTicks(width.Ticks - (width.Ticks % TimeSpan.TicksPerMicrosecond))
        : throw new InvalidDefinitionException(width < TimeSpan.Zero
            ? $"A window of {width} would look into the future; windows reach back from the time asked for, so give a positive width, for example {example}."
            : $"A window of {width} has no width; give a positive one, for example {example}.");

    private static Window Calendar(WindowShape shape, int days, string timeZone)
    {
        if (days is < 1 or > 36_500)
        {
            throw new InvalidDefinitionException(string.Create(CultureInfo.InvariantCulture, $"A window of {days} calendar days is out of range; give 1 to 36,500."));
        }

        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is { } zone
            ? new Window(shape, TimeSpan.FromDays(days), zone.Id)
            : throw new InvalidDefinitionException($"'{timeZone}' is no time zone; give an IANA name such as Europe/London.");
    }
}

/// <summary>How the ends of a window lie.</summary>
internal enum WindowShape
{
    Lifetime = 0,
    Rolling = 1,
    Tumbling = 2,
    CalendarDays = 3,
    WholeCalendarDays = 4,
    Session = 5,
}
