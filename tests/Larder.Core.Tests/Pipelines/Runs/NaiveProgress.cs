using Larder.Pipelines.Graph;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Runs;

namespace Larder.Core.Tests.Pipelines.Runs;

/// <summary>A run's rules without any bookkeeping: after each result every task is looked at again, in the graph's order, from the states of all others, until nothing changes.</summary>
internal sealed class NaiveProgress
{
    private readonly PipelinePlan _plan;

    public NaiveProgress(PipelinePlan plan)
    {
        (_plan, States, Choices) = (plan, [.. plan.Tasks.Select(_ => TaskState.Waiting)], new string?[plan.Tasks.Count]);
        Settle();
    }

    public TaskState[] States { get; }

    private string?[] Choices { get; }

    public void End(int task, TaskState state, string? choice)
    {
        (States[task], Choices[task]) = (state, choice);
        Settle();
    }

    private void Settle()
    {
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            foreach (var task in _plan.Graph.Order.Where(t => States[t] == TaskState.Waiting))
            {
                States[task] = Decide(task) switch
                {
                    TriggerDecision.Run => TaskState.Ready,
                    TriggerDecision.Skip => TaskState.Skipped,
                    TriggerDecision.UpstreamFailed => TaskState.UpstreamFailed,
                    _ => TaskState.Waiting,
                };
                isChanged |= States[task] != TaskState.Waiting;
            }
        }
    }

    private TriggerDecision Decide(int task)
    {
        var planned = _plan.Tasks[task];
        var up = _plan.Graph.Upstream(task).ToArray();
        if (planned.Branch is var (branch, choice) && States[branch] == TaskState.Succeeded && Choices[branch] != choice)
        {
            return TriggerDecision.Skip;
        }

        int[] setups = [.. up.Where(u => _plan.Tasks[u].IsSetup)];
        var counts = new UpstreamCounts(up.Length, up.Count(u => States[u] == TaskState.Succeeded), up.Count(u => States[u] == TaskState.Skipped), up.Count(u => States[u].IsBroken()), up.Count(u => States[u] == TaskState.UpstreamFailed))
        {
            Setups = setups.Length,
            SetupsSucceeded = setups.Count(s => States[s] == TaskState.Succeeded),
            SetupsSkipped = setups.Count(s => States[s] == TaskState.Skipped),
        };
        var decision = TriggerRules.Decide(planned.Rule, counts);
        if (decision != TriggerDecision.Run)
        {
            return decision;
        }

        var needed = Setups(task).Select(s => States[s]).ToArray();
        if (planned.TearsDown.Count == 0 && needed.Length > 0)
        {
            if (!needed.All(s => s.IsEnded()))
            {
                return TriggerDecision.Wait;
            }

            if (needed.Any(s => s.IsBroken() || s == TaskState.UpstreamFailed))
            {
                return TriggerDecision.UpstreamFailed;
            }

            if (needed.Any(s => s == TaskState.Skipped))
            {
                return TriggerDecision.Skip;
            }
        }

        return planned.Branch is not { } on || States[on.Task] == TaskState.Succeeded ? TriggerDecision.Run
            : !States[on.Task].IsEnded() ? TriggerDecision.Wait
            : States[on.Task] == TaskState.Skipped ? TriggerDecision.Skip : TriggerDecision.UpstreamFailed;
    }

    /// <summary>All setups before a task without those a teardown of which is before it too.</summary>
    private IEnumerable<int> Setups(int task)
    {
        var before = new HashSet<int>();
        var rest = new Stack<int>([.. _plan.Graph.Upstream(task)]);
        while (rest.TryPop(out var other))
        {
            if (before.Add(other))
            {
                foreach (var up in _plan.Graph.Upstream(other))
                {
                    rest.Push(up);
                }
            }
        }

        return before.Where(b => _plan.Tasks[b].IsSetup && !before.Any(t => _plan.Tasks[t].TearsDown.Contains(b)));
    }
}
