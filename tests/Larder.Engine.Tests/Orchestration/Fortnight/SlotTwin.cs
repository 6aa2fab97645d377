using Larder.Types;

namespace Larder.Engine.Tests.Orchestration.Fortnight;

/// <summary>The slots of a schedule, found minute by minute with the clocks of the operating system's time zones: no cron parser, no search.</summary>
internal static class SlotTwin
{
    /// <summary>A fixed time of each day: the first minute of the day whose clock shows it or later. So a time that comes twice counts once, and one that is left out is the first minute after the gap.</summary>
    public static IEnumerable<Instant> Daily(string zone, TimeSpan time, DateTime from, DateTime to, Func<DayOfWeek, bool>? isOn = null) =>
        Minutes(from.AddDays(-1), to).Select(m => (Utc: m, Local: TimeZoneInfo.ConvertTimeFromUtc(m, TimeZoneInfo.FindSystemTimeZoneById(zone))))
            .Where(m => m.Local.TimeOfDay >= time && (isOn is null || isOn(m.Local.DayOfWeek)))
            .GroupBy(m => m.Local.Date)
            .Select(d => d.Min(m => m.Utc))
            .Where(m => m > from && m <= to)
            .Select(Instant.From);

    /// <summary>Every so often: each minute whose clock says so.</summary>
    public static IEnumerable<Instant> Often(string zone, Func<DateTime, bool> isDue, DateTime from, DateTime to) =>
        Minutes(from, to).Where(m => m > from && isDue(TimeZoneInfo.ConvertTimeFromUtc(m, TimeZoneInfo.FindSystemTimeZoneById(zone)))).Select(Instant.From);

    private static IEnumerable<DateTime> Minutes(DateTime from, DateTime to)
    {
        for (var minute = from; minute <= to; minute = minute.AddMinutes(1))
        {
            yield return minute;
        }
    }
}
