using Larder.Errors;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Tasks;

namespace Larder;

/// <summary>What can be said of a task; each method returns the same task.</summary>
public static class PipelineTaskSettings
{
    /// <summary>It depends on these too, without taking their results.</summary>
    /// <exception cref="InvalidDefinitionException">One of them is of another pipeline.</exception>
    public static TTask After<TTask>(this TTask task, params ReadOnlySpan<PipelineTask> others)
        where TTask : PipelineTask
    {
        var planned = Planned(task);
        int[] upstream = [.. planned.Upstream];
        foreach (var other in others)
        {
            upstream = [.. upstream, task.PlaceOf(other)];
        }

        return task.With(d => d with { Planned = planned with { Upstream = upstream } });
    }

    /// <summary>When it runs, by what became of those it depends on. Default <see cref="TriggerRule.AllSuccess"/>.</summary>
    public static TTask When<TTask>(this TTask task, TriggerRule rule)
        where TTask : PipelineTask => task.With(d => d with { Planned = d.Planned with { Rule = rule } });

    /// <summary>It runs only if a branch chose this.</summary>
    /// <exception cref="InvalidDefinitionException">The branch is of another pipeline, or the task hangs on one already.</exception>
    public static TTask Only<TTask, TChoice>(this TTask task, PipelineBranch<TChoice> branch, TChoice choice)
        where TTask : PipelineTask
        where TChoice : struct, Enum
    {
        if (Planned(task).Branch is not null)
        {
            throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' hangs on two branches; let a task of its own decide between them.");
        }

        return task.After(branch).With(d => d with { Planned = d.Planned with { Branch = (branch.Place, choice.ToString()) } });
    }

    /// <summary>It makes ready what others need: nothing behind it, up to its teardowns, runs unless it succeeded.</summary>
    public static TTask AsSetup<TTask>(this TTask task)
        where TTask : PipelineTask => task.With(d => d with { Planned = d.Planned with { IsSetup = true } });

    /// <summary>It puts away what a setup made ready, whatever became of the tasks between them, if the setup succeeded. Say with <see cref="After"/> behind which tasks.</summary>
    /// <exception cref="InvalidDefinitionException">The other is of another pipeline, or no setup.</exception>
    public static TTask TearsDown<TTask>(this TTask task, PipelineTask setup)
        where TTask : PipelineTask
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (!Planned(setup).IsSetup)
        {
            throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' tears down '{setup.Definition.Name}', which is no setup; call AsSetup() on that one.");
        }

        return task.After(setup).When(TriggerRule.AllDoneSetupSuccess).With(d => d with { Planned = d.Planned with { TearsDown = [.. d.Planned.TearsDown, setup.Place] } });
    }

    /// <summary>The run may succeed although it failed.</summary>
    public static TTask MayFail<TTask>(this TTask task)
        where TTask : PipelineTask => task.With(d => d with { Planned = d.Planned with { MayFail = true } });

    /// <summary>Failed attempts are tried again.</summary>
    /// <param name="task">The task.</param>
    /// <param name="count">How many more attempts.</param>
    /// <param name="delay">Pause before the second attempt, doubled for each further one, ten minutes at most. Default a second.</param>
    /// <exception cref="InvalidDefinitionException">A number is negative.</exception>
    public static TTask WithRetries<TTask>(this TTask task, int count, TimeSpan? delay = null)
        where TTask : PipelineTask => task.WithRetries(new RetryPolicy(count) { Delay = delay ?? RetryPolicy.None.Delay });

    /// <summary>Failed attempts are tried again as a policy says.</summary>
    /// <exception cref="InvalidDefinitionException">A number of it is out of range.</exception>
    public static TTask WithRetries<TTask>(this TTask task, RetryPolicy policy)
        where TTask : PipelineTask
    {
        ArgumentNullException.ThrowIfNull(policy);
        return task.With(d => d with { Retries = policy.Checked($"Pipeline {task.Pipeline.Name}: task '{d.Name}'") });
    }

    /// <summary>How long it may take.</summary>
    /// <param name="task">The task.</param>
    /// <param name="attempt">One attempt. Default any time.</param>
    /// <param name="queued">From when it may start to the start. Default any time.</param>
    /// <param name="total">All attempts and pauses. Default any time.</param>
    /// <exception cref="InvalidDefinitionException">A limit is not positive.</exception>
    public static TTask WithLimits<TTask>(this TTask task, TimeSpan? attempt = null, TimeSpan? queued = null, TimeSpan? total = null)
        where TTask : PipelineTask
    {
        foreach (var limit in (ReadOnlySpan<TimeSpan?>)[attempt, queued, total])
        {
            if (limit <= TimeSpan.Zero)
            {
                throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' can never keep a time limit of {limit}; give a positive one.");
            }
        }

        return task.With(d => d with { Limits = new(attempt, queued, total) });
    }

    /// <summary>What an attempt needs of a resource: <see cref="ResourceVector.Cpu"/>, <see cref="ResourceVector.Memory"/>, <see cref="ResourceVector.Gpu"/>, or a licence or pool by its name.</summary>
    /// <exception cref="InvalidDefinitionException">The name is not valid or the amount negative.</exception>
    public static TTask Needs<TTask>(this TTask task, string resource, double amount = 1)
        where TTask : PipelineTask => task.With(d => d with { Resources = d.Resources.With(resource, amount) });

    /// <summary>Greater goes first among the tasks that may start. Default 0.</summary>
    public static TTask WithPriority<TTask>(this TTask task, int priority)
        where TTask : PipelineTask => task.With(d => d with { Priority = priority });

    /// <summary>Its result is used again in later runs as long as its inputs, parameters, data interval, code and the feature-view versions are the same.</summary>
    /// <exception cref="InvalidDefinitionException">The time is not positive.</exception>
    public static TTask Cached<TTask>(this TTask task, TimeSpan atMost)
        where TTask : PipelineTask => atMost > TimeSpan.Zero ? task.With(d => d with { CachedFor = atMost })
            : throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' cannot be cached for {atMost}; give a positive time.");

    /// <summary>It may make no rows, for a reason that people are told. Without it no rows are a failure, if it reports rows.</summary>
    /// <exception cref="InvalidDefinitionException">There is no reason.</exception>
    public static TTask AllowEmpty<TTask>(this TTask task, string reason)
        where TTask : PipelineTask => !string.IsNullOrWhiteSpace(reason) ? task.With(d => d with { Contract = d.Contract with { EmptyReason = reason } })
            : throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' allows no rows without a reason; say why none are right.");

    /// <summary>It fails where its rows fall by more than a share below the median of like partitions.</summary>
    /// <exception cref="InvalidDefinitionException">The share is not from 0 to 1.</exception>
    public static TTask WithMaxFall<TTask>(this TTask task, double share)
        where TTask : PipelineTask => share is >= 0 and <= 1 ? task.With(d => d with { Contract = d.Contract with { MaxFall = share } })
            : throw new InvalidDefinitionException($"Pipeline {task.Pipeline.Name}: task '{task.Definition.Name}' cannot fall by a share of {share.ToString(System.Globalization.CultureInfo.InvariantCulture)}; write 0 to 1.");

    private static Pipelines.Graph.PlannedTask Planned(PipelineTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Definition.Planned;
    }

    private static TTask With<TTask>(this TTask task, Func<TaskDefinition, TaskDefinition> change)
        where TTask : PipelineTask
    {
        ArgumentNullException.ThrowIfNull(task);
        task.Definition = change(task.Definition);
        return task;
    }
}
