namespace Larder.Pipelines.Tasks;

/// <summary>What a task takes from another.</summary>
/// <param name="Task">The other's place in the pipeline.</param>
/// <param name="IsOptional">Whether it is the type's default where the other made no result; else the task needs one.</param>
/// <param name="IsItem">Whether it is one item of the other's list, for each instance another.</param>
public sealed record TaskInput(int Task, bool IsOptional = false, bool IsItem = false);
