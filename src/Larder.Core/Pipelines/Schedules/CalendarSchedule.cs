using Larder.Types;

namespace Larder.Pipelines.Schedules;

/// <summary>The times of a schedule that lie on open days.</summary>
internal sealed class CalendarSchedule(Schedule times, Calendar calendar) : Schedule
{
    public override string Text => $"{times.Text} on {calendar.Text}";

    public override Instant? Next(Instant after)
    {
        var end = after + TimeSpan.FromDays(41 * 366);
        for (var next = times.Next(after); next is { } found && found < end;)
        {
            if (calendar.IsOpen(found))
            {
                return found;
            }

            next = calendar.NextOpenDay(found) is { } open ? times.Next(new Instant(open.Microseconds - 1)) : null;
        }

        return null;
    }
}
