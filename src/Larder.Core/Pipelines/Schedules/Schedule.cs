using Larder.Errors;
using Larder.Types;

namespace Larder.Pipelines.Schedules;

/// <summary>When a pipeline is due: a series of instants. Immutable; every method gives a copy.</summary>
public abstract class Schedule
{
    /// <summary>The schedule in one line, for people and for the definition's content hash.</summary>
    public abstract string Text { get; }

    /// <summary>The times of a cron expression, by the clocks of a time zone.</summary>
    /// <param name="expression">Five fields, or six with seconds first: <c>0 2 * * MON-FRI</c>. See <see cref="CronExpression"/>.</param>
    /// <param name="zone">An IANA time zone. Default UTC.</param>
    /// <param name="gap">Times that do not exist where clocks go forward. Default: the first instant after the gap for fixed times (<c>30 2 * * *</c>), none for those that say every so often (<c>*/30 * * * *</c>).</param>
    /// <param name="fold">Times that come twice where clocks go back. Default: the first for fixed times, both for those that say every so often.</param>
    /// <exception cref="InvalidDefinitionException">The expression or the zone is none.</exception>
    public static Schedule Cron(string expression, string zone = "UTC", GapPolicy? gap = null, FoldPolicy? fold = null) => new CronSchedule(CronExpression.Parse(expression), zone, gap, fold);

    /// <summary>Every so often in elapsed time, whatever clocks do; for a time of day take <see cref="Cron"/>.</summary>
    /// <param name="interval">At least a second.</param>
    /// <param name="anchor">One of the instants (UTC). Default 1970-01-01.</param>
    /// <exception cref="InvalidDefinitionException">The interval is shorter than a second.</exception>
    public static Schedule Every(TimeSpan interval, DateTime? anchor = null) => interval >= TimeSpan.FromSeconds(1)
        ? new IntervalSchedule(interval, anchor is { } at ? Instant.From(at) : default)
        : throw new InvalidDefinitionException($"A schedule cannot come every {interval}; give an interval of at least a second.");

    /// <summary>A copy without the times on days that a calendar closes.</summary>
    public Schedule On(Calendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return new CalendarSchedule(this, calendar);
    }

    /// <summary>The first time after an instant; null when there is none before the year 10000 or within four decades.</summary>
    public abstract Instant? Next(Instant after);

    /// <summary>The last time before an instant; null when there is none in the four decades before.</summary>
    public virtual Instant? Previous(Instant before)
    {
        for (var back = TimeSpan.FromMinutes(1); back < TimeSpan.FromDays(41 * 366); back *= 2)
        {
            Instant? last = null;
            for (var next = Next(before - back); next < before; next = Next(next.Value))
            {
                last = next;
            }

            if (last is not null)
            {
                return last;
            }
        }

        return null;
    }

    /// <summary>The times after one instant up to and including another, in order.</summary>
    public IEnumerable<Instant> Between(Instant after, Instant upTo)
    {
        for (var next = Next(after); next <= upTo; next = Next(next.Value))
        {
            yield return next.Value;
        }
    }
}
