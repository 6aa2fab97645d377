namespace Larder.Pipelines.Schedules;

/// <summary>What a field of a cron expression counts.</summary>
/// <param name="Name">In messages.</param>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
/// <param name="Names">Names that stand for values, in messages.</param>
internal sealed record CronUnit(string Name, int Least, int Greatest, string Names = "")
{
    public static readonly CronUnit Second = new("second", 0, 59);
    public static readonly CronUnit Minute = new("minute", 0, 59);
    public static readonly CronUnit Hour = new("hour", 0, 23);
    public static readonly CronUnit DayOfMonth = new("day of the month", 1, 31);
    public static readonly CronUnit Month = new("month", 1, 12, ", JAN to DEC");

    /// <summary>Sunday is 0 and 7.</summary>
    public static readonly CronUnit DayOfWeek = new("day of the week", 0, 7, ", SUN to SAT");
}
