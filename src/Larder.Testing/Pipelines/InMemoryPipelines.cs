using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

/// <summary>Runs and schedules of pipelines without a disk, for tests. Gone with the instance.</summary>
/// <param name="clock">By which leases end.</param>
public sealed class InMemoryPipelines(TimeProvider clock) : IRunStore, IRunHistory, IScheduleStore
{
    private readonly Lock _gate = new();
    private readonly List<Held> _runs = [];
    private readonly Dictionary<string, StoredResult> _results = [];
    private readonly List<RunRequest> _requests = [];
    private readonly Dictionary<string, SchedulePosition> _schedules = [];
    private long _number;

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> CreateAsync(IReadOnlyList<RunRecord> runs, RunReservation? reservation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Locked.Run<IReadOnlyList<bool>>(_gate, () => [.. runs.Select(r => Create(r, reservation))], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string owner, IReadOnlyCollection<string> pipelines, int atMost, TimeSpan lease, CancellationToken cancellationToken = default) =>
        Locked.Run<IReadOnlyList<ClaimedRun>>(
            _gate,
            () =>
            {
                Held[] free =
                [
                    .. _runs.Where(r => r.Record.EndedAt is null)
                        .Where(r => ((r.Owner is null || r.LeaseUntil <= Now() || r.LeaseUntil > Now() + lease + RunReservation.Longest) && pipelines.Contains(r.Record.Pipeline)) || (r.Owner == owner && r.Fence == 0))
                        .OrderByDescending(r => r.Record.Priority).ThenBy(r => r.Record.CreatedAt).ThenBy(r => r.Record.RunId, StringComparer.Ordinal).Take(atMost),
                ];
                foreach (var run in free)
                {
                    (run.Owner, run.Fence, run.LeaseUntil) = (owner, run.Fence + 1, Now() + lease);
                }

                return [.. free.Select(r => new ClaimedRun(r.Record, r.Fence, [.. r.Events.Select(e => e.Event)]))];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(appends);
        return Locked.Run<IReadOnlyList<bool>>(_gate, () => [.. appends.Select(Append)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RunRenewal> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken = default) => Locked.Run(
        _gate,
        () =>
        {
            var held = _runs.Where(r => r.Owner == owner && r.Record.EndedAt is null).ToDictionary(r => r.Record.RunId, StringComparer.Ordinal);
            foreach (var run in held.Values)
            {
                run.LeaseUntil = Now() + lease;
            }

            return new RunRenewal([.. held.Keys], [.. _requests.Where(r => held.ContainsKey(r.RunId))]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task RequestAsync(RunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Locked.Run(
            _gate,
            () =>
            {
                var run = _runs.Find(r => r.Record.RunId == request.RunId) ?? throw StoreErrors.NoSuchRun(request.RunId);
                if (run.Record.EndedAt is not null)
                {
                    throw StoreErrors.RunHasEnded(request.RunId);
                }

                _requests.Add(request with { Number = ++_number });
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunRecord>> ListAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Locked.Run<IReadOnlyList<RunRecord>>(
            _gate,
            () =>
            [
                .. _runs.Select(r => r.Record)
                    .Where(r => (query.Pipeline is null || r.Pipeline == query.Pipeline) && (query.RunId is null || r.RunId == query.RunId) && (!query.OnlyOpen || r.EndedAt is null))
                    .OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.RunId, StringComparer.Ordinal).Take(query.AtMost),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunEvent>> EventsAsync(string runId, int after = 0, CancellationToken cancellationToken = default) =>
        Locked.Run<IReadOnlyList<RunEvent>>(_gate, () => [.. _runs.Where(r => r.Record.RunId == runId).SelectMany(r => r.Events).Skip(after).Select(e => e.Event)], cancellationToken);

    /// <inheritdoc/>
    public Task<StoredResult?> ResultAsync(string digest, CancellationToken cancellationToken = default) => Locked.Run(_gate, () => _results.GetValueOrDefault(digest), cancellationToken);

    /// <inheritdoc/>
    public Task<RunEvent?> CachedAsync(string cacheKey, Instant notBefore, CancellationToken cancellationToken = default) => Locked.Run(
        _gate, () => _runs.SelectMany(r => r.Events).Select(e => e.Event).Where(e => e.CacheKey == cacheKey && e.State == TaskState.Succeeded && e.At >= notBefore).MaxBy(e => e.At), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(DataInterval Interval, long Rows)>> RowsAsync(string pipeline, string task, int atMost, CancellationToken cancellationToken = default) =>
        Locked.Run<IReadOnlyList<(DataInterval, long)>>(
            _gate,
            () =>
            [
                .. from run in _runs
                   where run.Record.Pipeline == pipeline && run.Record.State == RunState.Succeeded
                   let rows = run.Events.Select(e => e.Event).LastOrDefault(e => e.Task == task && e is { State: TaskState.Succeeded, Rows: not null })?.Rows
                   where rows is not null
                   orderby run.Record.Interval.Start descending, run.Record.Interval.End descending, run.Record.EndedAt descending
                   select (run.Record.Interval, rows.Value),
            ],
            cancellationToken).ContinueWith<IReadOnlyList<(DataInterval, long)>>(t => [.. t.Result.Take(atMost)], TaskScheduler.Default);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, SchedulePosition>> PositionsAsync(CancellationToken cancellationToken = default) =>
        Locked.Run<IReadOnlyDictionary<string, SchedulePosition>>(_gate, () => new Dictionary<string, SchedulePosition>(_schedules), cancellationToken);

    /// <inheritdoc/>
    public Task MoveAsync(string pipeline, Instant upTo, CancellationToken cancellationToken = default) => Locked.Run(
        _gate, () => _schedules[pipeline] = _schedules.TryGetValue(pipeline, out var at) ? at with { UpTo = at.UpTo > upTo ? at.UpTo : upTo } : new(upTo, false), cancellationToken);

    /// <inheritdoc/>
    public Task PauseAsync(string pipeline, bool isPaused, CancellationToken cancellationToken = default) => Locked.Run(
        _gate, () => _schedules[pipeline] = _schedules.TryGetValue(pipeline, out var at) ? at with { IsPaused = isPaused } : new(null, isPaused), cancellationToken);

    private Instant Now() => Instant.From(clock.GetUtcNow());

    private bool Create(RunRecord run, RunReservation? reservation)
    {
        if (_runs.Any(r => r.Record.RunId == run.RunId || (run.Slot is not null && r.Record.Pipeline == run.Pipeline && r.Record.Slot == run.Slot)))
        {
            return false;
        }

        _runs.Add(new Held { Record = run, Owner = reservation?.Owner, LeaseUntil = reservation is null ? default : Now() + reservation.For });
        return true;
    }

    private bool Append(RunAppend append)
    {
        var run = _runs.Find(r => r.Record.RunId == append.RunId);
        var last = append.From + append.Events.Count;
        if (run is null || run.Events.Count != append.From)
        {
            return run is not null && run.Events.Count >= last && last > 0 && run.Events[last - 1].Fence == append.Fence;
        }

        if (run.Fence != append.Fence || run.Record.EndedAt is not null)
        {
            return false;
        }

        foreach (var result in append.Results)
        {
            _results.TryAdd(result.Digest, result);
        }

        foreach (var happened in append.Events)
        {
            run.Events.Add((happened, append.Fence));
            run.Record = happened.Kind switch
            {
                RunEventKind.Taken => run.Record with { State = RunState.Running, StartedAt = run.Record.StartedAt ?? happened.At },
                RunEventKind.Ended => run.Record with { State = happened.RunState!.Value, EndedAt = happened.At },
                _ => run.Record,
            };
        }

        _requests.RemoveAll(r => append.Answered.Contains(r.Number) || (r.RunId == append.RunId && run.Record.EndedAt is not null));
        return true;
    }

    private sealed class Held
    {
        public required RunRecord Record { get; set; }

        public List<(RunEvent Event, long Fence)> Events { get; } = [];

        public string? Owner { get; set; }

        public long Fence { get; set; }

        public Instant LeaseUntil { get; set; }
    }
}
