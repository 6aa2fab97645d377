using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>Takes reports by the rules of a repository, and says what is due to be told. It sends nothing: <see cref="AlertDelivery"/> empties the outbox.</summary>
/// <param name="store">Keeps it.</param>
/// <param name="rules">The repository's rules.</param>
/// <param name="options">Channels, secrets, limits.</param>
/// <param name="clock">The only clock.</param>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class AlertCenter(IAlertStore store, IReadOnlyList<AlertRule> rules, AlertOptions options, TimeProvider clock) : IAlerts
{
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    /// <summary>When to forget next, in microseconds; a second pass at once does no harm.</summary>
    private long _forgetAt = long.MinValue;

    private Instant Now => Instant.From(clock.GetUtcNow());

    /// <inheritdoc/>
    public async Task ReportAsync(AlertReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var patience = new CancellationTokenSource(options.Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await TakeAsync(report with { Conditions = [.. report.Conditions.Select(options.Redactor.Redact)] }, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            options.OnProblem($"The alerts of {report.Subject} could not be recorded: others write the store for longer than {options.Patience.TotalSeconds:0.#} s. The next report tells the same.");
        }
        catch (LarderException failed)
        {
            options.OnProblem(options.Redactor.Redact($"The alerts of {report.Subject} could not be recorded: {failed.Message}"));
        }
    }

    /// <summary>Puts what has become due since the last report into the outbox, and forgets what is older than the retention.</summary>
    /// <param name="hurries">Whether what waits to be told with others is due now; what a silence hides is not.</param>
    /// <param name="cancellationToken">Stops the wait for other writers.</param>
    /// <returns>How many notices were made.</returns>
    /// <exception cref="UnavailableException">The store cannot be written.</exception>
    public async Task<int> AdvanceAsync(bool hurries = false, CancellationToken cancellationToken = default)
    {
        var now = Now;
        var before = await store.ReadAsync(now, cancellationToken).ConfigureAwait(false);
        if (before.Book is { Alerts: [], Told: [], Silences: [], NextNotice: 1 })
        {
            return 0;
        }

        // A server asks every few seconds: where nothing is due no writer is disturbed.
        IReadOnlyList<AlertRule> asked = hurries ? [.. rules.Select(r => r.WithGroupWait(TimeSpan.Zero).WithKeepFiringFor(TimeSpan.Zero))] : rules;
        var forgets = now.Microseconds >= Interlocked.Read(ref _forgetAt);
        if (!forgets && NoticePlanner.Plan(before.Book, asked, options.Channels, now).Notices.Count == 0)
        {
            return 0;
        }

        Interlocked.Exchange(ref _forgetAt, (now + ForgetEvery).Microseconds);
        var changes = await store.ChangeAsync(
            now, book => NoticePlanner.Plan(book, asked, options.Channels, now) with { ForgetBefore = now - options.Retention }, cancellationToken).ConfigureAwait(false);
        return changes.Notices.Count;
    }

    /// <summary>Begins a silence now.</summary>
    /// <param name="pattern">The subjects, as in <see cref="AlertRule.On(string)"/>.</param>
    /// <param name="kind">The kind; null for every one.</param>
    /// <param name="span">How long.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="cancellationToken">Stops the wait for other writers.</param>
    /// <returns>The silence with its number.</returns>
    public async Task<Silence> SilenceAsync(string pattern, AlertKind? kind, TimeSpan span, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        ArgumentNullException.ThrowIfNull(reason);
        var now = Now;
        var silence = new Silence(0, pattern, kind, now, now + span, options.Redactor.Redact(reason));
        return (await store.ChangeAsync(now, _ => new AlertChanges { Silence = silence }, cancellationToken).ConfigureAwait(false)).Silence!;
    }

    /// <summary>Ends a silence before its time.</summary>
    /// <exception cref="NotFoundException">There is none of that number that has not ended.</exception>
    public async Task EndSilenceAsync(long id, CancellationToken cancellationToken = default)
    {
        var now = Now;
        if ((await store.ReadAsync(now, cancellationToken).ConfigureAwait(false)).Book.Silences.All(s => s.Id != id))
        {
            throw new NotFoundException($"There is no silence {id} that has not ended; 'larder alerts' lists those there are.");
        }

        await store.ChangeAsync(now, _ => new AlertChanges { EndedSilence = id }, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(AlertReport report, CancellationToken cancellationToken)
    {
        var now = Now;
        if (report.Conditions.Count == 0
            && AlertLedger.Apply((await store.ReadAsync(now, cancellationToken).ConfigureAwait(false)).Book, report, now).Alerts.Count == 0)
        {
            return;
        }

        await store.ChangeAsync(now, Decide, cancellationToken).ConfigureAwait(false);

        AlertChanges Decide(AlertBook book)
        {
            var taken = AlertLedger.Apply(book, report, now);
            var planned = NoticePlanner.Plan(AlertLedger.Merge(book, taken.Alerts), rules, options.Channels, now);
            return planned with { Alerts = taken.Alerts, History = taken.History };
        }
    }
}
