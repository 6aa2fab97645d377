using Larder.Pipelines.Graph;
using Larder.Pipelines.Rules;

namespace Larder.Pipelines.Runs;

/// <summary>
/// Where a run is: what may start now, what was skipped or given up, and how the run ends. Everything follows from the results of tasks in the order in which they came.
/// After each result the tasks it touches are decided in the graph's order, so that each sees all that the result did to those before it; what is decided stays.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class RunProgress
{
    private readonly PipelinePlan _plan;
    private readonly TaskProgress[] _tasks;
    private readonly int[] _place;
    private readonly PriorityQueue<int, int> _touched = new();
    private readonly List<TaskKey> _opened = [];
    private int _left;

    /// <summary>Begins a run: tasks that depend on nothing may start.</summary>
    public RunProgress(PipelinePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _left, _tasks, _place) = (plan, plan.Tasks.Count, new TaskProgress[plan.Tasks.Count], new int[plan.Tasks.Count]);
        foreach (var (place, task) in plan.Graph.Order.Index())
        {
            _place[task] = place;
            var setups = 0;
            foreach (var up in plan.Graph.Upstream(task))
            {
                setups += plan.Tasks[up].IsSetup ? 1 : 0;
            }

            _tasks[task] = new TaskProgress { Upstream = new(plan.Graph.Upstream(task).Length, 0, 0, 0, 0) { Setups = setups } };
            if (_tasks[task].Upstream.Total == 0 || plan.Tasks[task].Rule == TriggerRule.Always)
            {
                _touched.Enqueue(task, place);
            }
        }

        Decide();
    }

    /// <summary>Whether every task has ended.</summary>
    public bool IsEnded => _left == 0;

    /// <summary>How the run ended, from all failures that nothing handled (<see cref="RunVerdict"/>); <see cref="RunState.Running"/> until every task has.</summary>
    public RunState State => IsEnded ? RunVerdict.Of(_plan, StateOf) : RunState.Running;

    /// <summary>Where a task is.</summary>
    public TaskState StateOf(int task) => _tasks[task].State;

    /// <summary>Where an instance of a task is.</summary>
    public TaskState StateOf(TaskKey key) => _tasks[key.Task].Instance(key.Index);

    /// <summary>How many instances a task has; 1 for one that runs once or whose list is not known yet.</summary>
    public int InstancesOf(int task) => _tasks[task].Instances;

    /// <summary>What became ready since the last call, in the order of the graph.</summary>
    public IReadOnlyList<TaskKey> TakeReady()
    {
        TaskKey[] taken = [.. _opened.Where(k => StateOf(k) == TaskState.Ready)];
        _opened.Clear();
        return taken;
    }

    /// <summary>An instance started, waits, or is ready again.</summary>
    /// <exception cref="ArgumentException">The state is an end, or the instance has ended or may not start.</exception>
    public void Move(TaskKey key, TaskState state)
    {
        if (state.IsEnded() || StateOf(key) is var now && (now.IsEnded() || now == TaskState.Waiting))
        {
            throw new ArgumentException($"Task {_plan.Tasks[key.Task].Name} [{key.Index}] is {StateOf(key)} and cannot become {state}.", nameof(state));
        }

        _tasks[key.Task].Move(key.Index, state);
    }

    /// <summary>An instance ended.</summary>
    /// <exception cref="ArgumentException">The state is no end, or the instance has ended already.</exception>
    public void End(TaskKey key, TaskResult result)
    {
        if (!result.State.IsEnded() || StateOf(key).IsEnded())
        {
            throw new ArgumentException($"Task {_plan.Tasks[key.Task].Name} [{key.Index}] is {StateOf(key)} and cannot end as {result.State}.", nameof(result));
        }

        if (_tasks[key.Task].End(key.Index, result))
        {
            Ended(key.Task);
            Decide();
        }
    }

    /// <summary>Whatever has not ended is cancelled.</summary>
    public void Cancel()
    {
        foreach (var task in _tasks.Where(t => !t.State.IsEnded()))
        {
            task.End(TaskState.Cancelled);
        }

        _left = 0;
    }

    private void Decide()
    {
        while (_touched.TryDequeue(out var task, out _))
        {
            if (_tasks[task].State != TaskState.Waiting)
            {
                continue;
            }

            switch (DecisionOn(task))
            {
                case TriggerDecision.Run:
                    Open(task);
                    break;
                case TriggerDecision.Skip:
                    _tasks[task].End(TaskState.Skipped);
                    Ended(task);
                    break;
                case TriggerDecision.UpstreamFailed:
                    _tasks[task].End(TaskState.UpstreamFailed);
                    Ended(task);
                    break;
                default:
                    break;
            }
        }
    }

    private TriggerDecision DecisionOn(int task)
    {
        var planned = _plan.Tasks[task];
        if (planned.Branch is var (branch, choice) && _tasks[branch].State == TaskState.Succeeded && _tasks[branch].Choice != choice)
        {
            return TriggerDecision.Skip;
        }

        var decision = TriggerRules.Decide(planned.Rule, _tasks[task].Upstream);
        return decision != TriggerDecision.Run ? decision : Readiness(task, planned);
    }

    /// <summary>What a rule cannot answer: whether the setups are there, what the branch chose, and the list to run over.</summary>
    private TriggerDecision Readiness(int task, PlannedTask planned)
    {
        var decision = TriggerDecision.Run;
        foreach (var setup in _plan.SetupsOf(task))
        {
            switch (_tasks[setup].State)
            {
                case TaskState.Succeeded:
                    break;
                case TaskState.Skipped:
                    decision = decision == TriggerDecision.UpstreamFailed ? decision : TriggerDecision.Skip;
                    break;
                case var state when state.IsEnded():
                    decision = TriggerDecision.UpstreamFailed;
                    break;
                default:
                    return TriggerDecision.Wait;
            }
        }

        foreach (var needed in (ReadOnlySpan<int?>)[planned.Branch?.Task, planned.MapsOver])
        {
            decision = needed is not { } other || decision != TriggerDecision.Run ? decision : _tasks[other].State switch
            {
                TaskState.Succeeded => TriggerDecision.Run,
                TaskState.Skipped => TriggerDecision.Skip,
                var state when state.IsEnded() => TriggerDecision.UpstreamFailed,
                _ => TriggerDecision.Wait,
            };
        }

        return decision;
    }

    private void Open(int task)
    {
        var instances = _plan.Tasks[task].MapsOver is { } list ? _tasks[list].Items ?? 0 : 1;
        _tasks[task].Open(instances);
        for (var index = 0; index < instances; index++)
        {
            _opened.Add(new(task, index));
        }

        if (instances == 0)
        {
            _tasks[task].End(TaskState.Succeeded);
            Ended(task);
        }
    }

    private void Ended(int task)
    {
        _left--;
        var (state, isSetup) = (_tasks[task].State, _plan.Tasks[task].IsSetup ? 1 : 0);
        foreach (var next in _plan.Graph.Downstream(task))
        {
            var up = _tasks[next].Upstream;
            _tasks[next].Upstream = state switch
            {
                TaskState.Succeeded => up with { Succeeded = up.Succeeded + 1, SetupsSucceeded = up.SetupsSucceeded + isSetup },
                TaskState.Skipped => up with { Skipped = up.Skipped + 1, SetupsSkipped = up.SetupsSkipped + isSetup },
                TaskState.UpstreamFailed => up with { UpstreamFailed = up.UpstreamFailed + 1 },
                _ => up with { Failed = up.Failed + 1 },
            };
            _touched.Enqueue(next, _place[next]);
        }

        foreach (var other in _plan.NeedersOf(task))
        {
            _touched.Enqueue(other, _place[other]);
        }
    }
}
