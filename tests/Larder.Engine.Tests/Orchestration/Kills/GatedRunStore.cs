using Larder.Pipelines.Runs;
using Larder.Storage;

namespace Larder.Engine.Tests.Orchestration.Kills;

/// <summary>A store of runs with crash points before and behind its writes.</summary>
internal sealed class GatedRunStore(IRunStore inner, CrashGate gate) : IRunStore
{
    public async Task<IReadOnlyList<bool>> CreateAsync(IReadOnlyList<RunRecord> runs, RunReservation? reservation = null, CancellationToken cancellationToken = default)
    {
        var made = await inner.CreateAsync(runs, reservation, cancellationToken);
        if (made.Contains(true))
        {
            await gate.ReachAsync(CrashPoint.RunCreated);
        }

        return made;
    }

    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string owner, IReadOnlyCollection<string> pipelines, int atMost, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        var claimed = await inner.ClaimAsync(owner, pipelines, atMost, lease, cancellationToken);
        if (claimed.Count > 0)
        {
            await gate.ReachAsync(CrashPoint.RunClaimed);
        }

        return claimed;
    }

    public async Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default)
    {
        RunEventKind[] kinds = [.. appends.SelectMany(a => a.Events).Select(e => e.Kind)];
        await ReachAsync(kinds, RunEventKind.Taken, CrashPoint.BeforeTaken);
        await ReachAsync(kinds, RunEventKind.AttemptEnded, CrashPoint.BeforeEndStored);
        await ReachAsync(kinds, RunEventKind.Ended, CrashPoint.BeforeRunEnded);
        var stored = await inner.AppendAsync(appends, cancellationToken);
        foreach (var (append, isStored) in appends.Zip(stored).Where(s => !s.Second))
        {
            CrashGate.Say($"refused {append.RunId}");
        }

        await ReachAsync(kinds, RunEventKind.AttemptStarted, CrashPoint.StartStored);
        await ReachAsync(kinds, RunEventKind.AttemptEnded, CrashPoint.EndStored);
        await ReachAsync(kinds, RunEventKind.Ended, CrashPoint.RunEnded);
        return stored;
    }

    public Task<RunRenewal> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken = default) => inner.RenewAsync(owner, lease, cancellationToken);

    public Task RequestAsync(RunRequest request, CancellationToken cancellationToken = default) => inner.RequestAsync(request, cancellationToken);

    private Task ReachAsync(RunEventKind[] kinds, RunEventKind kind, CrashPoint point) => kinds.Contains(kind) ? gate.ReachAsync(point) : Task.CompletedTask;
}
