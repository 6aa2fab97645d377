using Larder.Pipelines.Tasks;
using Larder.Storage;
using Larder.Types;

namespace Larder.Pipelines.Runs;

/// <summary>
/// A run in the hands of its owner: all that its events say, and which event comes next. What the owner does is written as an event first and then applied here, the way a run that was
/// taken over is read; so both are the same run.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class ActiveRun
{
    private readonly RunProgress _progress;
    private readonly Dictionary<TaskKey, AttemptLog> _attempts = [];
    private readonly Dictionary<TaskState, SortedSet<TaskKey>> _open;
    private RunState? _endsAs;
    private readonly Dictionary<string, int> _places;

    /// <summary>Takes a run up from what happened so far.</summary>
    public ActiveRun(RunRecord run, PipelineDefinition pipeline, IReadOnlyList<RunEvent> events)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(events);
        (Run, Pipeline, _progress) = (run, pipeline, new(pipeline.Plan));
        var place = new int[pipeline.Tasks.Count];
        foreach (var (at, task) in pipeline.Plan.Graph.Order.Index())
        {
            place[task] = at;
        }

        var order = Comparer<TaskKey>.Create((a, b) => (place[a.Task], a.Index).CompareTo((place[b.Task], b.Index)));
        _open = new[] { TaskState.Ready, TaskState.Running, TaskState.Pending }.ToDictionary(s => s, _ => new SortedSet<TaskKey>(order));
        _places = pipeline.Tasks.Index().ToDictionary(t => t.Item.Name, t => t.Index, StringComparer.Ordinal);
        Opened(run.CreatedAt);
        foreach (var happened in events)
        {
            Apply(happened);
        }
    }

    /// <summary>The run.</summary>
    public RunRecord Run { get; }

    /// <summary>Its pipeline.</summary>
    public PipelineDefinition Pipeline { get; }

    /// <summary>When it was first taken up; null for not yet.</summary>
    public Instant? TakenAt { get; private set; }

    /// <summary>How many events there are.</summary>
    public int Events { get; private set; }

    /// <summary>Whether its end is written.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether all tasks have ended, and only the run's end is to be written.</summary>
    public bool IsThrough => _progress.IsEnded && !IsEnded;

    /// <summary>How it ended; <see cref="RunState.Running"/> until all tasks have.</summary>
    public RunState State => _endsAs ?? _progress.State;

    /// <summary>What may start, in the order of the graph.</summary>
    public IReadOnlyCollection<TaskKey> Ready => _open[TaskState.Ready];

    /// <summary>What an attempt runs of.</summary>
    public IReadOnlyCollection<TaskKey> Running => _open[TaskState.Running];

    /// <summary>What waits for a time, or for a person.</summary>
    public IReadOnlyCollection<TaskKey> Pending => _open[TaskState.Pending];

    /// <summary>When the next of what waits for a time may start; null where nothing does.</summary>
    public Instant? NextWake => Pending.Where(k => !IsApproval(k)).Select(k => (Instant?)ReadySince(k)).Min();

    /// <summary>Where a task is.</summary>
    public TaskState StateOf(int task) => _progress.StateOf(task);

    /// <summary>The place of a task.</summary>
    public int? PlaceOf(string task) => _places.TryGetValue(task, out var place) ? place : null;

    /// <summary>Since when something may start; of what is pending, from when on.</summary>
    public Instant ReadySince(TaskKey key) => _attempts[key].ReadySince;

    /// <summary>Since when something first might start.</summary>
    public Instant FirstReady(TaskKey key) => _attempts[key].FirstReady;

    /// <summary>When the running attempt started.</summary>
    public Instant StartedAt(TaskKey key) => _attempts[key].StartedAt;

    /// <summary>The attempt that runs, or ran last; 0 for none.</summary>
    public int AttemptOf(TaskKey key) => _attempts.TryGetValue(key, out var log) ? log.Started : 0;

    /// <summary>The digests of a task's results, one for each instance; null for those without.</summary>
    public IReadOnlyList<string?> ResultsOf(int task) => [.. Enumerable.Range(0, _progress.InstancesOf(task)).Select(i => _attempts.GetValueOrDefault(new(task, i))?.Result)];

    /// <summary>The event of an attempt's start.</summary>
    public RunEvent Start(TaskKey key, Instant now, string by) =>
        new(RunEventKind.AttemptStarted, now) { Task = Pipeline.Tasks[key.Task].Name, Index = key.Index, Attempt = _attempts[key].Started + 1, By = by };

    /// <summary>The event of an attempt's end: with the time of the next attempt, where the policy allows one.</summary>
    public RunEvent End(TaskKey key, AttemptEnd end, Instant now)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (task, log) = (Pipeline.Tasks[key.Task], _attempts[key]);
        var happened = new RunEvent(RunEventKind.AttemptEnded, now)
        {
            Task = task.Name,
            Index = key.Index,
            Attempt = log.Started,
            State = end.State,
            IsLoss = end.IsLoss,
            Reason = end.Reason,
            Result = end.Result?.Digest,
            Items = end.Items,
            Choice = end.Choice,
            CacheKey = end.IsReused ? null : end.CacheKey,
            IsReused = end.IsReused,
            Rows = end.Rows,
            Bytes = end.Bytes,
        };
        return happened with { NextAt = NextAt(task, log, end, now) };
    }

    /// <summary>The event of a task that ends without an attempt.</summary>
    public RunEvent Decide(TaskKey key, TaskState state, string reason, string by, Instant now) => new(RunEventKind.TaskDecided, now)
    {
        Task = Pipeline.Tasks[key.Task].Name,
        Index = key.Index,
        Attempt = AttemptOf(key),
        State = state,
        Reason = reason,
        By = by,
    };

    /// <summary>Takes an event in.</summary>
    public void Apply(RunEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Events++;
        switch (happened.Kind)
        {
            case RunEventKind.Cancelled:
                _progress.Cancel();
                _endsAs = happened.RunState;
                foreach (var keys in _open.Values)
                {
                    keys.Clear();
                }

                break;
            case RunEventKind.Taken:
                TakenAt ??= happened.At;
                break;
            case RunEventKind.Ended:
                IsEnded = true;
                break;
            case RunEventKind.AttemptStarted or RunEventKind.AttemptEnded or RunEventKind.TaskDecided when PlaceOf(happened.Task!) is { } place:
                Apply(new TaskKey(place, happened.Index), happened);
                break;
            default:
                break;
        }
    }

    /// <summary>Lets what is pending start when its time has come.</summary>
    public void Wake(Instant now)
    {
        foreach (var key in Pending.Where(k => !IsApproval(k) && ReadySince(k) <= now).ToArray())
        {
            Move(key, TaskState.Ready);
        }
    }

    private static Instant? NextAt(TaskDefinition task, AttemptLog log, AttemptEnd end, Instant now)
    {
        if (end.State == TaskState.Pending)
        {
            return now + task.SensorPause;
        }

        var isRetried = end.State == TaskState.Failed && (end.IsLoss ? task.Retries.AllowsLoss(log.Losses + 1) : task.Retries.Allows(log.Failures + 1, end.Exception));
        // A first loss was noticed late enough: what was lost goes on at once.
        var pause = end.IsLoss && log.Losses == 0 ? TimeSpan.Zero : task.Retries.DelayAfter(log.Failures + log.Losses + 1, task.Name);
        return isRetried ? now + pause : null;
    }

    private bool IsApproval(TaskKey key) => Pipeline.Tasks[key.Task].Kind == TaskKind.Approval;

    private void Apply(TaskKey key, RunEvent happened)
    {
        var log = _attempts[key];
        switch (happened.Kind)
        {
            case RunEventKind.AttemptStarted:
                (log.Started, log.StartedAt) = (happened.Attempt, happened.At);
                Move(key, TaskState.Running);
                break;
            case RunEventKind.AttemptEnded when happened.NextAt is { } next:
                log.Failures += happened.State == TaskState.Failed && !happened.IsLoss ? 1 : 0;
                log.Losses += happened.IsLoss ? 1 : 0;
                log.ReadySince = next;
                Move(key, TaskState.Pending);
                break;
            default:
                log.Result = happened.Result;
                _open[_progress.StateOf(key)].Remove(key);
                _progress.End(key, new(happened.State!.Value, happened.Items, happened.Choice));
                Opened(happened.At);
                break;
        }
    }

    /// <summary>Notes since when what became ready is so. An approval waits for a person at once.</summary>
    private void Opened(Instant now)
    {
        foreach (var key in _progress.TakeReady())
        {
            _attempts[key] = new AttemptLog { ReadySince = now, FirstReady = now };
            _open[TaskState.Ready].Add(key);
            if (IsApproval(key))
            {
                Move(key, TaskState.Pending);
            }
        }
    }

    private void Move(TaskKey key, TaskState state)
    {
        _open[_progress.StateOf(key)].Remove(key);
        _progress.Move(key, state);
        _open[state].Add(key);
    }
}
