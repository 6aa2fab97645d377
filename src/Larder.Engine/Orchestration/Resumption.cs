using Larder.Pipelines.Runs;

namespace Larder.Orchestration;

/// <summary>Takes what ended well in an earlier run over into one that goes on from it, by the names of its results; nothing is copied. The code may have changed since.</summary>
internal static class Resumption
{
    /// <summary>Takes over what became ready and has a result there, then what that makes ready, and so on: so nothing is taken over behind a task that runs again.</summary>
    public static void TakeOver(OwnedRun run, IReadOnlyList<RunEvent> origin, Types.Instant now)
    {
        var ends = new Dictionary<(string, int), RunEvent>();
        foreach (var end in origin.Where(e => e is { Kind: RunEventKind.AttemptEnded or RunEventKind.TaskDecided, NextAt: null }))
        {
            ends[(end.Task!, end.Index)] = end;
        }

        var again = run.Run.Run.ResumesFrom;
        for (var isMore = true; isMore;)
        {
            isMore = false;
            foreach (var key in run.Run.Ready.Concat(run.Run.Pending).ToArray())
            {
                var task = run.Run.Pipeline.Tasks[key.Task].Name;
                if (task != again && ends.TryGetValue((task, key.Index), out var end) && end.State is TaskState.Succeeded or TaskState.Skipped)
                {
                    run.Add(end with { At = now, IsReused = true, CacheKey = null });
                    isMore = true;
                }
            }
        }
    }
}
