using Larder.Orchestration;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Schedules;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Engine.Tests.Orchestration.Fortnight;

/// <summary>
/// A pipeline whose schedule two schedulers look at in turn, minute by minute of a clock that the test moves. Its runs take a stated time: who owns them does what they are asked, and lets them
/// begin in the order of their slots.
/// </summary>
internal sealed class SimulatedTime
{
    private readonly ManualClock _clock;
    private readonly InMemoryPipelines _stores;
    private readonly ScheduleTicker[] _tickers;
    private readonly TimeSpan _length;
    private readonly Dictionary<string, Simulated> _held = [];
    private readonly bool _isSideBySide;
    private int _minute;

    public SimulatedTime(DateTime start, Schedule schedule, Func<Pipeline, Pipeline>? settings = null, TimeSpan length = default)
    {
        var pipeline = new Repository(schedule, settings ?? (p => p)).Build().Pipelines[0];
        (_clock, _length, _isSideBySide) = (new(new DateTimeOffset(start, TimeSpan.Zero)), length, pipeline.Overlap == OverlapPolicy.Allow);
        _stores = new(_clock);
        var stores = new PipelineStores(_stores, _stores, _stores);
        _tickers = [new(stores, [pipeline], "v1"), new(stores, [pipeline], "v1")];
    }

    /// <summary>By how much the clock that schedulers see is wrong.</summary>
    public TimeSpan Error { get; set; }

    /// <summary>The most runs that were under way at once, and the most that waited.</summary>
    public (int Running, int Waiting) Most { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All runs, by slot.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunsAsync() => [.. (await _stores.ListAsync(new RunQuery(null, int.MaxValue), Token)).OrderBy(r => r.Interval.End)];

    /// <summary>Time passes; nobody looks at schedules where <paramref name="isOff"/>.</summary>
    public async Task PassAsync(TimeSpan span, bool isOff = false)
    {
        for (var end = _clock.GetUtcNow() + span; _clock.GetUtcNow() < end; _clock.Advance(TimeSpan.FromMinutes(1)))
        {
            if (!isOff)
            {
                await LookAsync(Instant.From(_clock.GetUtcNow() + Error));
            }
        }
    }

    private async Task LookAsync(Instant now)
    {
        await _tickers[_minute++ % 2].TickAsync(now, Token);
        foreach (var claimed in await _stores.ClaimAsync("owner", ["hourly"], int.MaxValue, TimeSpan.FromDays(60), Token))
        {
            _held.Add(claimed.Run.RunId, new(claimed));
        }

        foreach (var request in (await _stores.RenewAsync("owner", TimeSpan.FromDays(60), Token)).Requests)
        {
            await EndAsync(_held[request.RunId], RunState.Cancelled, now);
        }

        foreach (var ended in _held.Values.Where(r => r.Begun is { } begun && begun + _length <= now).ToArray())
        {
            await EndAsync(ended, RunState.Succeeded, now);
        }

        foreach (var waiting in _held.Values.Where(r => r.Begun is null).OrderBy(r => r.Claimed.Run.Interval.End).ToArray())
        {
            if (_isSideBySide || _held.Values.All(r => r.Begun is null))
            {
                await _stores.AppendAsync([new(waiting.Claimed.Run.RunId, waiting.Claimed.Fence, 0, [new(RunEventKind.Taken, now)])], Token);
                waiting.Begun = now;
            }
        }

        var running = _held.Values.Count(r => r.Begun is not null);
        Most = (Math.Max(Most.Running, running), Math.Max(Most.Waiting, _held.Count - running));
    }

    private async Task EndAsync(Simulated run, RunState state, Instant now)
    {
        await _stores.AppendAsync([new(run.Claimed.Run.RunId, run.Claimed.Fence, run.Begun is null ? 0 : 1, [new(RunEventKind.Ended, now) { RunState = state }])], Token);
        _held.Remove(run.Claimed.Run.RunId);
    }

    private sealed class Simulated(ClaimedRun claimed)
    {
        public ClaimedRun Claimed { get; } = claimed;

        public Instant? Begun { get; set; }
    }

    private sealed class Repository(Schedule schedule, Func<Pipeline, Pipeline> settings) : FeatureRepository
    {
        public Pipeline Hourly => settings(Pipeline(p => p.Task("work", c => Task.FromResult(1))).WithSchedule(schedule));
    }
}
