using Larder.Pipelines.Runs;
using Larder.Storage;

namespace Larder.Orchestration;

/// <summary>A run that this process owns, with its attempts that run and the events that are not stored yet.</summary>
internal sealed class OwnedRun(ActiveRun run, long fence)
{
    private readonly List<RunEvent> _events = [];
    private readonly List<StoredResult> _results = [];
    private readonly List<long> _answered = [];

    public ActiveRun Run { get; } = run;

    /// <summary>The attempts that run here.</summary>
    public Dictionary<TaskKey, CancellationTokenSource> Attempts { get; } = [];

    /// <summary>Whether it waits for an older run of its pipeline.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether something is to be stored.</summary>
    public bool IsChanged => _events.Count > 0;

    /// <summary>Something happened.</summary>
    public void Add(RunEvent happened, StoredResult? result = null)
    {
        Run.Apply(happened);
        _events.Add(happened);
        if (result is not null)
        {
            _results.Add(result);
        }
    }

    /// <summary>A request was done.</summary>
    public void Answer(long number) => _answered.Add(number);

    /// <summary>What is to be stored.</summary>
    public RunAppend ToAppend() => new(Run.Run.RunId, fence, Run.Events - _events.Count, [.. _events]) { Results = [.. _results], Answered = [.. _answered] };

    /// <summary>It is stored.</summary>
    public void Stored()
    {
        _events.Clear();
        _results.Clear();
        _answered.Clear();
    }

    /// <summary>Asks all attempts to stop.</summary>
    public void StopAttempts()
    {
        foreach (var attempt in Attempts.Values)
        {
            attempt.Cancel();
        }
    }
}
