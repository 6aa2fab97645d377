namespace Larder.Pipelines.Runs;

/// <summary>One thing that runs: a task, or one instance of a fan-out.</summary>
/// <param name="Task">The task's place in the pipeline.</param>
/// <param name="Index">The item's place in the list; 0 for a task that runs once.</param>
public readonly record struct TaskKey(int Task, int Index = 0);
