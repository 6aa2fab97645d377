using Larder.Errors;
using Larder.Pipelines.Graph;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Schedules;
using Larder.Pipelines.Tasks;

namespace Larder.Pipelines;

/// <summary>A pipeline, checked and compiled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tasks">Its tasks, in the order of declaration.</param>
/// <param name="Plan">Which depends on which.</param>
public sealed record PipelineDefinition(string Name, IReadOnlyList<TaskDefinition> Tasks, PipelinePlan Plan)
{
    /// <summary>When it is due; null for on demand only.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Whether a scheduled run is about the time it was due, not about the stretch before it.</summary>
    public bool FiresAtPoints { get; init; }

    /// <summary>How many missed runs are made; 1, the newest, where it does not catch up.</summary>
    public int CatchUp { get; init; } = 1;

    /// <summary>What becomes of a run that is due while another is not over.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Skip;

    /// <summary>How long a run may take; null for any time.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How long after it was due a scheduled run must have ended well; null where nobody waits for it.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long a run goes on before it is told; null for any time.</summary>
    public TimeSpan? ExpectedDuration { get; init; }

    /// <summary>How many of its tasks run at once; null for any number.</summary>
    public int? TasksAtOnce { get; init; }

    /// <summary>What a run may be given.</summary>
    public IReadOnlyList<PipelineParameter> Parameters { get; init; } = [];

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Checks and connects what was written.</summary>
    /// <exception cref="InvalidDefinitionException">It cannot be right; the message says why.</exception>
    internal static PipelineDefinition Compile(PipelineBuilder builder)
    {
        if (builder.Tasks.Count == 0)
        {
            throw new InvalidDefinitionException($"Pipeline {builder.Name} has no task; add one with p.Task(…).");
        }

        var plan = new PipelinePlan(builder.Name, [.. builder.Tasks.Select(t => t.Planned)]);
        foreach (var task in builder.Tasks)
        {
            foreach (var input in task.Inputs.Where(i => !i.IsOptional && !task.Planned.Rule.GivesResults()))
            {
                throw new InvalidDefinitionException(
                    $"Pipeline {builder.Name}: task '{task.Name}' runs by the rule {task.Planned.Rule}, also where '{builder.Tasks[input.Task].Name}' made no result; take its result with OrDefault().");
            }
        }

        return new(builder.Name, [.. builder.Tasks], plan);
    }
}
