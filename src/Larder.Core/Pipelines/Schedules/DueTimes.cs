using Larder.Pipelines.Time;
using Larder.Types;

namespace Larder.Pipelines.Schedules;

/// <summary>Which runs of a schedule are due. All there is to say of missed times and data intervals, without a store.</summary>
public static class DueTimes
{
    /// <summary>The data intervals of the runs that are due, the oldest first.</summary>
    /// <param name="pipeline">Has a schedule.</param>
    /// <param name="upTo">Times up to this one were looked at before; null where the schedule is new: its first time is the first one from now on.</param>
    /// <param name="now">The time.</param>
    /// <returns>The intervals; and the time up to which all times were looked at now, null for none.</returns>
    public static (IReadOnlyList<DataInterval> Due, Instant? UpTo) Of(PipelineDefinition pipeline, Instant? upTo, Instant now)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (pipeline.Schedule is not { } schedule)
        {
            return ([], null);
        }

        if (upTo is not { } from)
        {
            return ([], now);
        }

        var last = new Queue<Instant>();
        foreach (var time in schedule.Between(from, now))
        {
            last.Enqueue(time);
            if (last.Count > pipeline.CatchUp)
            {
                last.Dequeue();
            }
        }

        return last.Count == 0 ? ([], null) : ([.. last.Select(t => IntervalOf(pipeline, schedule, t))], last.Last());
    }

    /// <summary>What a run that is due at a time is about.</summary>
    public static DataInterval IntervalOf(PipelineDefinition pipeline, Schedule schedule, Instant due)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(schedule);
        return pipeline.FiresAtPoints ? DataInterval.At(due) : new(schedule.Previous(due) ?? due, due);
    }
}
