namespace Larder.Pipelines.Runs;

/// <summary>What states have in common.</summary>
public static class TaskStates
{
    /// <summary>Whether nothing more comes.</summary>
    public static bool IsEnded(this TaskState state) => state >= TaskState.Succeeded;

    /// <summary>Whether it ran and did not end well.</summary>
    public static bool IsBroken(this TaskState state) => state is TaskState.Failed or TaskState.Rejected or TaskState.Cancelled;
}
