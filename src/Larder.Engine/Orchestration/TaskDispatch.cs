using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>
/// Chooses which of the tasks that may start do so. Greater priority first; a second of waiting adds to it, so that nothing waits for ever. A task that does not fit now keeps what it needs
/// from those behind it once it has waited <see cref="ReserveAfter"/>, so that a large one is not starved by small ones.
/// </summary>
internal sealed class TaskDispatch(ResourceVector capacity, double ageingPerSecond)
{
    /// <summary>How long a task that does not fit waits before it keeps what it needs from others.</summary>
    public static readonly TimeSpan ReserveAfter = TimeSpan.FromSeconds(5);

    private ResourceVector _taken = ResourceVector.Empty;

    /// <summary>Whether a task can ever start here.</summary>
    public bool CanEverStart(TaskDefinition task) => task.Resources.FitsIn(capacity);

    /// <summary>An attempt has ended.</summary>
    public void Release(TaskDefinition task) => _taken = _taken.Minus(task.Resources);

    /// <summary>What starts now, whose resources are taken from here on.</summary>
    public IReadOnlyList<(OwnedRun Run, TaskKey Key)> Take(IEnumerable<OwnedRun> runs, Instant now)
    {
        var free = capacity.Minus(_taken);
        var started = new List<(OwnedRun, TaskKey)>();
        var atOnce = new Dictionary<OwnedRun, int>();
        var candidates = runs.Where(r => !r.IsHeld).SelectMany(r => r.Run.Ready.Select(k => (Run: r, Key: k, Priority: PriorityOf(r, k, now)))).OrderByDescending(c => c.Priority);
        foreach (var (run, key, _) in candidates)
        {
            var task = run.Run.Pipeline.Tasks[key.Task];
            var count = atOnce.GetValueOrDefault(run, run.Attempts.Count);
            if (run.Run.Pipeline.TasksAtOnce <= count || !CanEverStart(task))
            {
                continue;
            }

            if (task.Resources.FitsIn(free))
            {
                (free, _taken, atOnce[run]) = (free.Minus(task.Resources), _taken.Plus(task.Resources), count + 1);
                started.Add((run, key));
            }
            else if (Seconds(run, key, now) >= ReserveAfter.TotalSeconds)
            {
                free = free.Minus(task.Resources);
            }
        }

        return started;
    }

    private static double Seconds(OwnedRun run, TaskKey key, Instant now) => Math.Max(0, (now.Microseconds - run.Run.ReadySince(key).Microseconds) / 1e6);

    private double PriorityOf(OwnedRun run, TaskKey key, Instant now) => run.Run.Run.Priority + run.Run.Pipeline.Tasks[key.Task].Priority + (ageingPerSecond * Seconds(run, key, now));
}
