using Larder.Alerts;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

/// <summary>Alerts and the outbox without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryAlertStore : IAlertStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly List<Alert> _history = [];
    private readonly List<Told> _told = [];
    private readonly List<Silence> _silences = [];
    private readonly List<Entry> _outbox = [];
    private long _notices;
    private long _lastSilence;

    /// <inheritdoc/>
    public Task<AlertChanges> ChangeAsync(Instant now, Func<AlertBook, AlertChanges> decide, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return Locked.Run(_gate, () => Write(decide(Book(now)), now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AlertOverview> ReadAsync(Instant now, CancellationToken cancellationToken = default) => Locked.Run(
        _gate, () => new AlertOverview(Book(now), [.. _outbox.Where(e => e.State != NoticeState.Sent).Select(e => e.Stored)]), cancellationToken);

    /// <inheritdoc/>
    public Task<AlertHistory> HistoryAsync(int most, CancellationToken cancellationToken = default) => Locked.Run(
        _gate,
        () => new AlertHistory([.. _history.AsEnumerable().Reverse().Take(most)], [.. _outbox.AsEnumerable().Reverse().Take(most).Select(e => e.Stored)]),
        cancellationToken);

    /// <inheritdoc/>
    public Task<NoticeClaim?> ClaimAsync(string channel, Instant now, Instant until, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Locked.Run(_gate, () => Claim(channel, now, until), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SettleAsync(NoticeOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Locked.Run(_gate, () => Settle(outcome), cancellationToken);
    }

    private AlertBook Book(Instant now) => new(
        [.. _alerts.Values.Where(a => a.State == AlertState.Firing || _told.Any(t => t.Fingerprint == a.Fingerprint))],
        [.. _told],
        [.. _silences.Where(s => s.Until > now)],
        [.. _outbox.Where(e => e.Notice.CreatedAt > now - AlertBook.SentReach).Select(e => new SentNotice(e.Notice.Channel, e.Notice.CreatedAt))],
        _notices + 1);

    private AlertChanges Write(AlertChanges changes, Instant now)
    {
        foreach (var alert in changes.Alerts)
        {
            _alerts[alert.Fingerprint] = alert;
        }

        _history.AddRange(changes.History);
        foreach (var told in changes.Told.Concat(changes.Untold))
        {
            _told.RemoveAll(t => (t.Rule, t.Channel, t.Fingerprint) == (told.Rule, told.Channel, told.Fingerprint));
        }

        _told.AddRange(changes.Told);
        _outbox.AddRange(changes.Notices.Select(n => new Entry(n)));
        _notices += changes.Notices.Count;
        for (var i = 0; i < _silences.Count; i++)
        {
            _silences[i] = _silences[i].Id == changes.EndedSilence && _silences[i].Until > now ? _silences[i] with { Until = now } : _silences[i];
        }

        Forget(changes.ForgetBefore);
        if (changes.Silence is not { } silence)
        {
            return changes;
        }

        _silences.Add(silence with { Id = ++_lastSilence });
        return changes with { Silence = _silences[^1] };
    }

    private void Forget(Instant? before)
    {
        if (before is not { } limit)
        {
            return;
        }

        _history.RemoveAll(a => a.SeenAt < limit);
        _outbox.RemoveAll(e => e.Notice.CreatedAt < limit && e.State != NoticeState.Pending);
        _silences.RemoveAll(s => s.Until < limit);
        _told.RemoveAll(t => t.At < limit && _alerts.GetValueOrDefault(t.Fingerprint)?.State != AlertState.Firing);
        foreach (var gone in _alerts.Values.Where(a => a.SeenAt < limit && a.State != AlertState.Firing).ToArray())
        {
            _alerts.Remove(gone.Fingerprint);
        }
    }

    private NoticeClaim? Claim(string channel, Instant now, Instant until)
    {
        var pending = _outbox.Where(e => e.State == NoticeState.Pending && e.Notice.Channel == channel).DistinctBy(e => e.Notice.Thread);
        if (pending.FirstOrDefault(e => e.DueAt <= now && e.LeasedUntil <= now) is not { } next)
        {
            return null;
        }

        next.LeasedUntil = until;
        return new NoticeClaim(next.Notice, ++next.Attempts);
    }

    private bool Settle(NoticeOutcome outcome)
    {
        if (_outbox.Find(e => e.Notice.Key == outcome.Key) is not { } entry)
        {
            return false;
        }

        if (outcome.State == NoticeState.Sent)
        {
            (entry.State, entry.DueAt, entry.Error) = (NoticeState.Sent, outcome.At, null);
        }
        else if (entry.Attempts == outcome.Attempt && entry.State == NoticeState.Pending)
        {
            (entry.State, entry.DueAt, entry.LeasedUntil, entry.Error) = (outcome.State, outcome.RetryAt ?? outcome.At, outcome.At, outcome.Error);
        }

        return true;
    }

    private sealed class Entry(Notice notice)
    {
        public Notice Notice { get; } = notice;

        public NoticeState State { get; set; } = NoticeState.Pending;

        public int Attempts { get; set; }

        public Instant DueAt { get; set; } = notice.CreatedAt;

        public Instant LeasedUntil { get; set; } = notice.CreatedAt;

        public string? Error { get; set; }

        public StoredNotice Stored => new(Notice, State, Attempts, DueAt, Error);
    }
}
