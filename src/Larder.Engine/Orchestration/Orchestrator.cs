using System.Threading.Channels;
using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Storage;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>
/// Owns runs and runs their tasks in this process. One loop does everything in turns: it takes in what ended and what was asked, decides what follows, stores all of it in one write, and only then
/// starts what is to start; so what the store says is never behind what happens. Any number of them may work on one store: each run has one owner, and one that lost a run writes nothing more to it.
/// </summary>
public sealed class Orchestrator
{
    private readonly PipelineStores _stores;
    private readonly Dictionary<string, PipelineDefinition> _pipelines;
    private readonly OrchestratorOptions _options;
    private readonly TimeProvider _clock;
    private readonly ScheduleTicker _ticker;
    private readonly AttemptRunner _runner;
    private readonly TaskDispatch _dispatch;
    private readonly Dictionary<string, OwnedRun> _owned = new(StringComparer.Ordinal);
    private readonly Channel<(OwnedRun Run, TaskKey Key, AttemptEnd End)?> _inbox = Channel.CreateUnbounded<(OwnedRun, TaskKey, AttemptEnd)?>(new() { SingleReader = true });
    private readonly long _started;

    // By elapsed time, so that neither a step of the clock back stops them nor one forward brings them all at once.
    private TimeSpan _nextPoll;
    private TimeSpan _nextRenewal;

    /// <summary>Makes one; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="stores">Where runs are kept.</param>
    /// <param name="pipelines">The pipelines whose runs it owns.</param>
    /// <param name="codeVersion">Stored with runs that it makes.</param>
    /// <param name="options">How.</param>
    /// <param name="clock">The only clock.</param>
    public Orchestrator(PipelineStores stores, IReadOnlyList<PipelineDefinition> pipelines, string codeVersion, OrchestratorOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentNullException.ThrowIfNull(options);
        (_stores, _options, _clock, _started) = (stores, options, clock, clock.GetTimestamp());
        _pipelines = pipelines.ToDictionary(p => p.Name, StringComparer.Ordinal);
        _ticker = new(stores, pipelines, codeVersion);
        _runner = new(stores.History, options, clock);
        _dispatch = new(options.Capacity, options.AgeingPerSecond);
    }

    /// <summary>Looks for new runs at once, without waiting for the next poll.</summary>
    public void Wake() => _inbox.Writer.TryWrite(null);

    /// <summary>Works until it is stopped, or until <paramref name="isDone"/>. Attempts that run then are stopped, and their runs given back for others to go on with.</summary>
    /// <param name="isDone">Asked after each turn whether to end; null for never.</param>
    /// <param name="isScheduling">Whether it makes the runs that schedules are due for. Default true.</param>
    /// <param name="stop">Stops it.</param>
    public async Task RunAsync(Func<Task<bool>>? isDone = null, bool isScheduling = true, CancellationToken stop = default)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await TurnAsync(isScheduling, stop).ConfigureAwait(false);
                    if (isDone is not null && await isDone().ConfigureAwait(false))
                    {
                        return;
                    }
                }
                catch (UnavailableException away) when (away.IsTransient)
                {
                    // The store is away for a moment. Nothing is started before its write, so the turn is simply made again.
                    await Task.Delay(_options.Lease / 10, _clock, stop).ConfigureAwait(false);
                }

                await WaitAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while it waited for the store.
        }
        finally
        {
            await LetGoAsync().ConfigureAwait(false);
        }
    }

    private Instant Now() => Instant.From(_clock.GetUtcNow());

    private TimeSpan Elapsed() => _clock.GetElapsedTime(_started);

    /// <summary>One turn: all that came in, all that follows from it, one write, then the starts.</summary>
    private async Task TurnAsync(bool isScheduling, CancellationToken stop)
    {
        var now = Now();
        TakeEnds(now, out var isWoken);
        if (Elapsed() >= _nextRenewal)
        {
            _nextRenewal = Elapsed() + (_options.Lease / 3);
            Answer(await _stores.Runs.RenewAsync(_options.Owner, _options.Lease, stop).ConfigureAwait(false), now);
        }

        if (Elapsed() >= _nextPoll || isWoken)
        {
            _nextPoll = Elapsed() + _options.Poll;
            if (isScheduling)
            {
                await _ticker.TickAsync(now, stop).ConfigureAwait(false);
            }

            await TakeRunsAsync(now, stop).ConfigureAwait(false);
        }

        foreach (var run in _owned.Values)
        {
            run.Run.Wake(now);
            RunLimits.Apply(run, now, _dispatch);
        }

        var starts = _dispatch.Take(_owned.Values, now);
        foreach (var (run, key) in starts)
        {
            run.Add(run.Run.Start(key, now, _options.Owner));
        }

        await StoreAsync(now, stop).ConfigureAwait(false);
        foreach (var (run, key) in starts)
        {
            if (_owned.ContainsValue(run))
            {
                Launch(run, key);
            }
            else
            {
                // Another has the run.
                _dispatch.Release(run.Run.Pipeline.Tasks[key.Task]);
            }
        }
    }

    private void TakeEnds(Instant now, out bool isWoken)
    {
        isWoken = false;
        while (_inbox.Reader.TryRead(out var signal))
        {
            if (signal is not var (run, key, end))
            {
                isWoken = true;
                continue;
            }

            _dispatch.Release(run.Run.Pipeline.Tasks[key.Task]);
            run.Attempts.Remove(key, out var stopper);
            stopper?.Dispose();
            if (run.Run.Running.Contains(key) && _owned.ContainsValue(run))
            {
                run.Add(run.Run.End(key, end, now), end.Result);
            }

            isWoken |= run.Run.IsThrough;
        }
    }

    private void Answer(RunRenewal renewal, Instant now)
    {
        foreach (var followed in _owned.Keys.Except(renewal.Held).ToArray())
        {
            Drop(followed);
        }

        foreach (var request in renewal.Requests)
        {
            if (_owned.TryGetValue(request.RunId, out var run))
            {
                RunRequests.Answer(run, request, now);
            }
        }
    }

    private async Task TakeRunsAsync(Instant now, CancellationToken stop)
    {
        var claimed = await _stores.Runs.ClaimAsync(_options.Owner, _options.TakesOthers ? _pipelines.Keys : [], _options.RunsAtOnce - _owned.Count, _options.Lease, stop).ConfigureAwait(false);
        foreach (var (record, fence, events) in claimed)
        {
            // What this process held before under an older fence goes on nowhere.
            Drop(record.RunId);
            var run = new OwnedRun(new(record, _pipelines[record.Pipeline], events), fence) { IsHeld = record.StartedAt is null };
            foreach (var lost in run.Run.Running.ToArray())
            {
                run.Add(run.Run.End(lost, new(TaskState.Failed) { IsLoss = true, Reason = "the process that ran it is gone" }, now));
            }

            _owned.Add(record.RunId, run);
        }

        foreach (var waiting in _owned.Values.Where(r => r.IsHeld).GroupBy(r => r.Run.Pipeline).ToArray())
        {
            await AdmitAsync(waiting.Key, [.. waiting], now, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Lets runs begin: those on demand, all where they may overlap, else the one that has begun, or the oldest open one of the pipeline.</summary>
    private async Task AdmitAsync(PipelineDefinition pipeline, IReadOnlyList<OwnedRun> waiting, Instant now, CancellationToken stop)
    {
        var open = pipeline.Overlap == OverlapPolicy.Allow ? []
            : await _stores.History.ListAsync(new(pipeline.Name, int.MaxValue) { OnlyOpen = true }, stop).ConfigureAwait(false);
        var first = open.Count == 0 ? null : (open.LastOrDefault(r => r.StartedAt is not null) ?? open[^1]).RunId;
        foreach (var run in waiting.Where(r => first is null || r.Run.Run.Slot is null || r.Run.Run.RunId == first))
        {
            if (run.Run.Run.Resumes is { } origin)
            {
                Resumption.TakeOver(run, await _stores.History.EventsAsync(origin, 0, stop).ConfigureAwait(false), now);
            }

            run.IsHeld = false;
            run.Add(new(RunEventKind.Taken, now) { By = _options.Owner });
        }
    }

    /// <summary>Stores what happened, all runs in one write. A store that is away for a moment is asked again; who is followed lets go.</summary>
    private async Task StoreAsync(Instant now, CancellationToken stop)
    {
        foreach (var run in _owned.Values.Where(r => r.Run.IsThrough && r.Attempts.Count == 0))
        {
            run.Add(new(RunEventKind.Ended, now) { RunState = run.Run.State });
        }

        OwnedRun[] changed = [.. _owned.Values.Where(r => r.IsChanged)];
        if (changed.Length == 0)
        {
            return;
        }

        var stored = await StoredAsync([.. changed.Select(r => r.ToAppend())], stop).ConfigureAwait(false);
        foreach (var (run, isStored) in changed.Zip(stored))
        {
            run.Stored();
            if (!isStored || run.Run.IsEnded)
            {
                Drop(run.Run.Run.RunId);
                CleanUp(run.Run.Run.RunId, isStored);
                Wake();
            }
        }
    }

    private async Task<IReadOnlyList<bool>> StoredAsync(IReadOnlyList<RunAppend> appends, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _stores.Runs.AppendAsync(appends, stop).ConfigureAwait(false);
            }
            catch (UnavailableException away) when (away.IsTransient)
            {
                await Task.Delay(_options.Lease / 10, _clock, stop).ConfigureAwait(false);
            }
        }
    }

    private void Launch(OwnedRun run, TaskKey key)
    {
        var task = run.Run.Pipeline.Tasks[key.Task];
        var start = new AttemptStart(run.Run.Run, run.Run.Pipeline, key, run.Run.AttemptOf(key), [.. task.Inputs.Select(i => run.Run.ResultsOf(i.Task))]);
        var stopper = new CancellationTokenSource();
        run.Attempts.Add(key, stopper);
        var stop = stopper.Token;
        _ = Task.Run(async () => _inbox.Writer.TryWrite((run, key, await _runner.RunAsync(start, stop).ConfigureAwait(false))), CancellationToken.None);
    }

    private void Drop(string runId)
    {
        if (_owned.Remove(runId, out var run))
        {
            run.StopAttempts();
        }
    }

    private void CleanUp(string runId, bool isEnded)
    {
        var work = AttemptFiles.Work(_options.Folder, runId);
        if (isEnded && Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Until something comes in, or it is time to look.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        var now = Now();
        var pauses = _owned.Values.Select(r => r.Run.NextWake).OfType<Instant>().Select(w => TimeSpan.FromMicroseconds(w.Microseconds - now.Microseconds)).Append(_nextPoll - Elapsed()).Append(_nextRenewal - Elapsed());
        // Timers drop what is less than a millisecond, and the loop would turn until it is over.
        var pause = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, pauses.Min().TotalMilliseconds)));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var signal = _inbox.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(signal, Task.Delay(pause, _clock, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Stops what runs, tells that it was lost with this process, and gives the runs back.</summary>
    private async Task LetGoAsync()
    {
        foreach (var run in _owned.Values)
        {
            run.StopAttempts();
        }

        var end = Elapsed() + _options.Grace;
        while (_owned.Values.Any(r => r.Attempts.Count > 0) && Elapsed() < end && await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_inbox.Reader.TryRead(out var signal))
            {
                if (signal is var (run, key, ended) && run.Attempts.Remove(key) && run.Run.Running.Contains(key) && ended.State is not (TaskState.Cancelled or TaskState.Failed))
                {
                    run.Add(run.Run.End(key, ended, Now()), ended.Result);
                }
            }
        }

        // Also those whose start is written, or was to be, and that never began.
        foreach (var (run, key) in _owned.Values.SelectMany(r => r.Run.Running.Select(k => (r, k))).ToArray())
        {
            run.Add(run.Run.End(key, new(TaskState.Failed) { IsLoss = true, Reason = "the process that ran it was stopped" }, Now()));
        }

        RunAppend[] rest = [.. _owned.Values.Where(r => r.IsChanged).Select(r => r.ToAppend())];
        if (_owned.Count > 0)
        {
            await _stores.Runs.AppendAsync(rest).ConfigureAwait(false);
            await _stores.Runs.RenewAsync(_options.Owner, TimeSpan.Zero).ConfigureAwait(false);
            _owned.Clear();
        }
    }
}
