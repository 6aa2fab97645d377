using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>The time limits that no attempt watches: of queued tasks, of tasks over all their attempts, of runs; and tasks that nothing here can ever run.</summary>
internal static class RunLimits
{
    public static void Apply(OwnedRun run, Instant now, TaskDispatch dispatch)
    {
        var active = run.Run;
        if (active.Pipeline.TimeLimit is { } limit && active.TakenAt is { } started && started + limit <= now && !active.IsThrough && !active.IsEnded)
        {
            run.Add(new(RunEventKind.Cancelled, now) { RunState = RunState.Failed, Reason = $"the run took longer than its limit of {limit}", By = "time limit" });
            run.StopAttempts();
            return;
        }

        if (run.IsHeld)
        {
            return;
        }

        foreach (var key in active.Ready.Concat(active.Pending).ToArray())
        {
            var task = active.Pipeline.Tasks[key.Task];
            var isReady = active.StateOf(key.Task) != TaskState.Pending && active.Ready.Contains(key);
            if (Broken(active, task, key, isReady, now, dispatch) is { } reason)
            {
                run.Add(active.Decide(key, TaskState.Failed, reason, "time limit", now));
            }
        }

        foreach (var key in active.Running.Where(k => active.Pipeline.Tasks[k.Task].Limits.Total is { } total && active.FirstReady(k) + total <= now))
        {
            if (run.Attempts.TryGetValue(key, out var attempt))
            {
                attempt.Cancel();
            }
        }
    }

    private static string? Broken(ActiveRun run, TaskDefinition task, TaskKey key, bool isReady, Instant now, TaskDispatch dispatch)
    {
        if (task.Limits.Total is { } total && run.FirstReady(key) + total <= now)
        {
            return $"the task took longer than its limit of {total}, pauses included";
        }

        if (isReady && task.Limits.Queued is { } queued && run.ReadySince(key) + queued <= now)
        {
            return $"the task waited longer for a start than its limit of {queued}";
        }

        return isReady && !dispatch.CanEverStart(task) ? $"the task needs {task.Resources}, which is more than there is" : null;
    }
}
