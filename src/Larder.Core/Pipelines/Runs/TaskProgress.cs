using Larder.Pipelines.Rules;

namespace Larder.Pipelines.Runs;

/// <summary>Where one task of a run is, and what became of those before it.</summary>
internal sealed class TaskProgress
{
    private TaskState[] _instances = [TaskState.Waiting];
    private int _left = 1;

    public TaskState State { get; private set; } = TaskState.Waiting;

    public UpstreamCounts Upstream { get; set; }

    /// <summary>How many items its list has; null where its result is none, or it has not succeeded.</summary>
    public int? Items { get; private set; }

    /// <summary>What it chose, as a branch that succeeded.</summary>
    public string? Choice { get; private set; }

    public int Instances => _instances.Length;

    public TaskState Instance(int index) => _instances[index];

    /// <summary>Its instances may start.</summary>
    public void Open(int instances)
    {
        (_instances, _left, State) = (new TaskState[instances], instances, TaskState.Ready);
        Array.Fill(_instances, TaskState.Ready);
    }

    public void Move(int index, TaskState state)
    {
        _instances[index] = state;
        State = state == TaskState.Pending && Array.TrueForAll(_instances, i => i == TaskState.Pending || i.IsEnded()) ? TaskState.Pending : TaskState.Running;
    }

    /// <summary>An instance ended; whether the task has with it.</summary>
    public bool End(int index, TaskResult result)
    {
        _instances[index] = result.State;
        if (--_left > 0)
        {
            State = TaskState.Running;
            return false;
        }

        (Items, Choice) = (_instances.Length == 1 ? result.Items : _instances.Length, result.Choice);
        End(Worst(_instances));
        return true;
    }

    /// <summary>The task ends as a whole.</summary>
    public void End(TaskState state)
    {
        (State, _left) = (state, 0);
        for (var index = 0; index < _instances.Length; index++)
        {
            _instances[index] = _instances[index].IsEnded() ? _instances[index] : state;
        }
    }

    /// <summary>A fan-out is what the worst of its instances is, and skipped only if all are; over an empty list it has succeeded.</summary>
    private static TaskState Worst(TaskState[] instances) =>
        Array.IndexOf(instances, TaskState.Cancelled) >= 0 ? TaskState.Cancelled
        : Array.IndexOf(instances, TaskState.Failed) >= 0 ? TaskState.Failed
        : Array.IndexOf(instances, TaskState.Rejected) >= 0 ? TaskState.Rejected
        : instances.Length > 0 && Array.TrueForAll(instances, i => i == TaskState.Skipped) ? TaskState.Skipped
        : TaskState.Succeeded;
}
