using Larder.Pipelines.Graph;
using Larder.Pipelines.Rules;

namespace Larder.Pipelines.Runs;

/// <summary>
/// How a run ended, from all its failures, wherever they are: not from its last tasks alone, behind which a failure in the middle would hide. A failure is handled where its task may fail
/// (<see cref="PlannedTask.MayFail"/>), or a task that waits for failures of it (<see cref="TriggerRule.OneFailed"/>, <see cref="TriggerRule.AllFailed"/>) succeeded. That others clean up, or go on whatever happened, handles nothing.
/// </summary>
public static class RunVerdict
{
    /// <summary>The state of a run whose tasks have all ended.</summary>
    public static RunState Of(PipelinePlan plan, Func<int, TaskState> stateOf)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(stateOf);
        var verdict = RunState.Succeeded;
        for (var task = 0; task < plan.Tasks.Count; task++)
        {
            var state = stateOf(task);
            if (state == TaskState.Cancelled)
            {
                return RunState.Cancelled;
            }

            if (state is TaskState.Failed or TaskState.Rejected && !IsHandled(plan, task, stateOf))
            {
                verdict = state == TaskState.Failed || verdict == RunState.Failed ? RunState.Failed : RunState.Rejected;
            }
        }

        return verdict;
    }

    private static bool IsHandled(PipelinePlan plan, int task, Func<int, TaskState> stateOf)
    {
        if (plan.Tasks[task].MayFail)
        {
            return true;
        }

        foreach (var next in plan.Graph.Downstream(task))
        {
            if (plan.Tasks[next].Rule is TriggerRule.OneFailed or TriggerRule.AllFailed && stateOf(next) == TaskState.Succeeded)
            {
                return true;
            }
        }

        return false;
    }
}
