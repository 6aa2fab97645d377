using NodaTime;

namespace Larder.Pipelines.Schedules;

/// <summary>Between the instants of Larder and those of the calendar library.</summary>
internal static class ScheduleClock
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    public static Instant ToNoda(Types.Instant instant) => Instant.FromUnixTimeTicks(instant.Microseconds * TicksPerMicrosecond);

    /// <summary>How far is searched from a day on: the calendar repeats after 400 years, but every combination of month, day and weekday that exists comes within 40.</summary>
    public static LocalDate Horizon(LocalDate date) => date.Year < 9950 ? date.PlusYears(41) : LocalDate.MaxIsoValue;

    public static Types.Instant From(Instant instant) => new(instant.ToUnixTimeTicks() / TicksPerMicrosecond);
}
