using System.Globalization;
using Larder.Alerts;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>
/// Brings what a <see cref="ServingMonitor"/> counts into a store, beside the requests: every ten seconds what came since, every minute the canaries' reads and the
/// objectives' state, every hour what is old. A batch that could not be stored is tried again, by its number, so that it counts once. A process that is killed
/// loses at most the last ten seconds; one that is told to stop loses nothing.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class TallyLoop : IDisposable
{
    /// <summary>How often counts are stored.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static int _loops;

    private readonly ServingMonitor _monitor;
    private readonly ITallyStore _store;
    private readonly FeatureReader _reader;
    private readonly CanaryReader _canaries;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _writer;
    private IReadOnlyList<Tally> _pending = [];
    private long _batch = 1;
    private Instant _taken;
    private Instant _minute;
    private Instant _hour;
    private IReadOnlyList<ObjectiveStatus> _objectives = [];
    private bool _isBroken;

    /// <summary>Creates a loop; nothing happens before <see cref="RunAsync"/> or <see cref="TickAsync"/>.</summary>
    /// <param name="monitor">Counts.</param>
    /// <param name="store">Keeps the counts.</param>
    /// <param name="reader">Reads canaries; it must not count in the monitor.</param>
    /// <param name="clock">Tells the minutes.</param>
    public TallyLoop(ServingMonitor monitor, ITallyStore store, FeatureReader reader, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (_monitor, _store, _reader, _clock, _canaries) = (monitor, store, reader, clock, new CanaryReader(reader, monitor));
        _taken = Now;
        _writer = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{_taken.Microseconds}-{Interlocked.Increment(ref _loops)}");
    }

    /// <summary>Told of each incident that begins or ends. Default: nobody.</summary>
    public Action<Incident>? OnIncident { get; init; }

    /// <summary>Takes the incidents that stand, each minute, as reports of alerts. What was lost with a killed process is so told by the next minute. Default: nobody does.</summary>
    public IAlerts? Alerts { get; init; }

    /// <summary>Told once, in one line, when counts cannot be stored. Default: nobody.</summary>
    public Action<string>? OnProblem { get; init; }

    /// <summary>The objectives as of the last full minute; none before the first.</summary>
    public IReadOnlyList<ObjectiveStatus> Objectives => Volatile.Read(ref _objectives);

    private Instant Now => Instant.From(_clock.GetUtcNow());

    /// <summary>Goes on until cancelled, then stores what is left.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _clock, cancellationToken).ConfigureAwait(false);
                await TickAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await GuardAsync(() => StoreAsync(CancellationToken.None)).ConfigureAwait(false);
        }
    }

    /// <summary>Does what is due now: stores counts, at a new minute reads canaries and judges objectives, at a new hour compacts.</summary>
    public async Task TickAsync(CancellationToken cancellationToken = default)
    {
        var now = Now;
        var isNewMinute = Tally.MinuteOf(now) > _minute;
        if (isNewMinute)
        {
            _minute = Tally.MinuteOf(now);
            await _canaries.ReadAsync(now, cancellationToken).ConfigureAwait(false);
        }

        await GuardAsync(async () =>
        {
            await StoreAsync(cancellationToken).ConfigureAwait(false);
            if (isNewMinute)
            {
                await JudgeAsync(now, cancellationToken).ConfigureAwait(false);
            }

            if (Tally.HourOf(now) > _hour)
            {
                await _store.CompactAsync(now, cancellationToken).ConfigureAwait(false);
                _hour = Tally.HourOf(now);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>The report of some last hours, with everything counted up to now.</summary>
    /// <param name="hours">How far back freshness, coverage and checks are told.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UnavailableException">The store cannot be used.</exception>
    public async Task<MonitoringReport> ReportAsync(int hours, CancellationToken cancellationToken = default)
    {
        await StoreAsync(cancellationToken).ConfigureAwait(false);
        return await StoredReport.ReadAsync(_reader.Catalog, _store, hours, Now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The incidents that stand, and those that ended in some last hours.</summary>
    /// <inheritdoc cref="ReportAsync"/>
    public Task<IReadOnlyList<Incident>> IncidentsAsync(int hours, CancellationToken cancellationToken = default) =>
        _store.IncidentsAsync(Now - TimeSpan.FromHours(hours), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_pending.Count > 0)
            {
                await AddPendingAsync(cancellationToken).ConfigureAwait(false);
            }

            // What came since the last time came, but for the last of it, in the minute of the last time.
            _pending = _monitor.Take(Tally.MinuteOf(_taken));
            _taken = Now;
            await AddPendingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task AddPendingAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count > 0)
        {
            await _store.AddAsync(_writer, _batch, _pending, cancellationToken).ConfigureAwait(false);
            (_batch, _pending) = (_batch + 1, []);
        }
    }

    private async Task JudgeAsync(Instant now, CancellationToken cancellationToken)
    {
        var report = await StoredReport.ReadAsync(_reader.Catalog, _store, hours: 0, now, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _objectives, report.Objectives);
        foreach (var change in await _store.MarkAsync(report.Incidents, now, cancellationToken).ConfigureAwait(false))
        {
            OnIncident?.Invoke(change);
        }

        // By what is stored, and not by what this server judged: of several servers all report the same.
        var reports = Alerts is null ? [] : IncidentAlerts.Of(_reader.Catalog, [.. (await _store.IncidentsAsync(now, cancellationToken).ConfigureAwait(false)).Where(i => i.Ended is null)]);
        foreach (var standing in reports)
        {
            await Alerts!.ReportAsync(standing, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            _isBroken = false;
        }
        catch (LarderException failed)
        {
            if (!_isBroken)
            {
                OnProblem?.Invoke($"What serving counts cannot be stored ({failed.Message.TrimEnd('.')}); serving goes on, and it is tried again every {Interval.TotalSeconds} seconds.");
            }

            _isBroken = true;
        }
    }
}
