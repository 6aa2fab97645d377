using Larder.Pipelines.Graph;

namespace Larder.Pipelines.Tasks;

/// <summary>One task of a pipeline, compiled.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Planned">Its name and place among the others.</param>
/// <param name="ResultType">The type of its result; of an instance, where it runs over a list.</param>
/// <param name="Inputs">What its body takes, in this order.</param>
/// <param name="Body">Runs an attempt with its inputs.</param>
public sealed record TaskDefinition(TaskKind Kind, PlannedTask Planned, Type ResultType, IReadOnlyList<TaskInput> Inputs, Func<TaskContext, IReadOnlyList<object?>, Task<object?>> Body)
{
    /// <summary>Unique in the pipeline.</summary>
    public string Name => Planned.Name;

    /// <summary>When a failed attempt is tried again. Default <see cref="RetryPolicy.None"/>.</summary>
    public RetryPolicy Retries { get; init; } = RetryPolicy.None;

    /// <summary>How long it may take. Default: any time.</summary>
    public TaskLimits Limits { get; init; } = new();

    /// <summary>What it needs while an attempt runs. Default one core.</summary>
    public ResourceVector Resources { get; init; } = ResourceVector.Empty.With(ResourceVector.Cpu, 1);

    /// <summary>What it promises of its data. Default: not empty.</summary>
    public OutputContract Contract { get; init; } = new();

    /// <summary>How long its result is used again for the same inputs; null for never.</summary>
    public TimeSpan? CachedFor { get; init; }

    /// <summary>Greater goes first among those that may start. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Pause between two looks of a sensor. Default 30 seconds.</summary>
    public TimeSpan SensorPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What an approval asks.</summary>
    public string? Question { get; init; }

    /// <summary>Whether it runs once for each item of a list.</summary>
    public bool IsMapped => Planned.MapsOver is not null;
}
