namespace Larder.Pipelines.Runs;

/// <summary>How a task ended, as far as the rules of the run ask.</summary>
/// <param name="State">A state in which it has ended, but <see cref="TaskState.UpstreamFailed"/>.</param>
/// <param name="Items">How many items its list has; null where its result is none.</param>
/// <param name="Choice">What a branch chose; null for other tasks.</param>
public readonly record struct TaskResult(TaskState State, int? Items = null, string? Choice = null);
