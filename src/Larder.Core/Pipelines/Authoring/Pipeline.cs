using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Schedules;
using Larder.Types;

namespace Larder;

/// <summary>Tasks that depend on each other, run together on demand or by a schedule. Immutable; every method gives a copy.</summary>
public sealed class Pipeline
{
    internal Pipeline(PipelineDefinition definition) => Definition = definition;

    /// <summary>The pipeline's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    /// <summary>What was declared, compiled.</summary>
    internal PipelineDefinition Definition { get; }

    /// <summary>A copy that runs by a schedule.</summary>
    /// <param name="schedule">When it is due.</param>
    /// <param name="atPoints">Whether a run is about the time it was due; by default it is about the stretch since the time before, which is its data interval. Default false.</param>
    public Pipeline WithSchedule(Schedule schedule, bool atPoints = false)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new(Definition with { Schedule = schedule, FiresAtPoints = atPoints });
    }

    /// <summary>A copy that makes the runs that were missed while nothing ran, the oldest first. Without it only the newest of them is made.</summary>
    /// <param name="atMost">How many; older ones are not made. Default 100.</param>
    /// <exception cref="InvalidDefinitionException">It is less than 1.</exception>
    public Pipeline WithCatchUp(int atMost = 100) => atMost >= 1
        ? new(Definition with { CatchUp = atMost })
        : throw new InvalidDefinitionException($"Pipeline {Name}: it cannot catch up {atMost} runs; leave WithCatchUp out for none.");

    /// <summary>A copy with another rule for runs that are due while another is not over. Default <see cref="OverlapPolicy.Skip"/>.</summary>
    public Pipeline WithOverlap(OverlapPolicy policy) => new(Definition with { Overlap = policy });

    /// <summary>A copy whose runs may take this long; what has not ended is then cancelled and the run has failed. Default any time.</summary>
    /// <exception cref="InvalidDefinitionException">The time is not positive.</exception>
    public Pipeline WithTimeLimit(TimeSpan limit) => limit > TimeSpan.Zero
        ? new(Definition with { TimeLimit = limit })
        : throw new InvalidDefinitionException($"Pipeline {Name}: no run can keep a time limit of {limit}; give a positive one.");

    /// <summary>A copy whose scheduled runs are waited for: where none has ended well so long after the schedule's time, an alert <c>run_late</c> or, without any run, <c>run_missing</c> is told. Default: nobody waits.</summary>
    /// <param name="afterDue">How long after it was due.</param>
    /// <exception cref="InvalidDefinitionException">The time is not positive.</exception>
    public Pipeline WithDeadline(TimeSpan afterDue) => afterDue > TimeSpan.Zero
        ? new(Definition with { Deadline = afterDue })
        : throw new InvalidDefinitionException($"Pipeline {Name}: no run can end by a deadline of {afterDue} after it was due; give a positive time.");

    /// <summary>A copy of which an alert <c>run_long</c> is told while a run goes on for longer; the run goes on. Default any time.</summary>
    /// <param name="atMost">From its start to its end.</param>
    /// <exception cref="InvalidDefinitionException">The time is not positive.</exception>
    public Pipeline WithExpectedDuration(TimeSpan atMost) => atMost > TimeSpan.Zero
        ? new(Definition with { ExpectedDuration = atMost })
        : throw new InvalidDefinitionException($"Pipeline {Name}: a run cannot be expected to take {atMost}; give a positive time.");

    /// <summary>A copy of which so many tasks run at once. Default any number.</summary>
    /// <exception cref="InvalidDefinitionException">It is less than 1.</exception>
    public Pipeline WithTasksAtOnce(int atMost) => atMost >= 1
        ? new(Definition with { TasksAtOnce = atMost })
        : throw new InvalidDefinitionException($"Pipeline {Name}: {atMost} tasks at once never end; allow at least 1.");

    /// <summary>A copy with a parameter that a run may be given.</summary>
    /// <typeparam name="T">Text, a number, a bool, a date or time, an enum, or a list of these.</typeparam>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the pipeline.</param>
    /// <param name="default">Its value where a run is given none.</param>
    /// <param name="isValid">What its value must meet; null for nothing.</param>
    /// <param name="rule">The same in words, for the message: <c>from 1 to 10</c>.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid or taken, or the default is not valid.</exception>
    public Pipeline WithParameter<T>(string name, T @default, Func<T, bool>? isValid = null, string? rule = null)
    {
        Names.Check("parameter", name);
        if (Definition.Parameters.Any(p => p.Name == name))
        {
            throw new InvalidDefinitionException($"Pipeline {Name}: two parameters are named '{name}'; rename one of them.");
        }

        var parameter = new PipelineParameter(name, typeof(T), @default, isValid is null ? null : v => isValid((T)v!), rule);
        parameter.Check(@default, Name);
        return new(Definition with { Parameters = [.. Definition.Parameters, parameter] });
    }

    /// <summary>A copy with a description.</summary>
    public Pipeline WithDescription(string text) => new(Definition with { Description = text });
}
