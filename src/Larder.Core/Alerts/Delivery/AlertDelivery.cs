using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>
/// Empties the outbox: at least once for each notice, with the same key each time. A channel that fails keeps the others waiting for nothing: each is served apart, and what failed is tried
/// again later. Several processes may do it at once.
/// </summary>
/// <param name="center">Says what is due.</param>
/// <param name="store">Keeps the outbox.</param>
/// <param name="channels">The channels.</param>
/// <param name="options">Pauses and limits.</param>
/// <param name="redactor">Takes secrets out of what goes wrong.</param>
/// <param name="clock">The only clock.</param>
public sealed class AlertDelivery(
    AlertCenter center, IAlertStore store, IReadOnlyList<IAlertChannel> channels, DeliveryOptions options, Redactor redactor, TimeProvider clock) : IAlertDelivery
{
    /// <inheritdoc/>
    public async Task<DeliveryReport> SendAsync(bool hurries = false, CancellationToken cancellationToken = default)
    {
        await center.AdvanceAsync(hurries, cancellationToken).ConfigureAwait(false);
        var all = await Task.WhenAll(channels.Select(c => SendAsync(c, cancellationToken))).ConfigureAwait(false);
        return new DeliveryReport(all.Sum(r => r.Sent), [.. all.SelectMany(r => r.Failures)]);
    }

    private async Task<DeliveryReport> SendAsync(IAlertChannel channel, CancellationToken cancellationToken)
    {
        var sent = 0;
        while (true)
        {
            var now = Instant.From(clock.GetUtcNow());
            if (await store.ClaimAsync(channel.Name, now, now + options.Lease, cancellationToken).ConfigureAwait(false) is not { } claim)
            {
                return new DeliveryReport(sent, []);
            }

            if (await TrySendAsync(channel, claim, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                return new DeliveryReport(sent, [problem]);
            }

            sent++;
        }
    }

    private async Task<DeliveryFailure?> TrySendAsync(IAlertChannel channel, NoticeClaim claim, CancellationToken cancellationToken)
    {
        var error = await ErrorOfAsync(channel, claim.Notice, cancellationToken).ConfigureAwait(false);
        var now = Instant.From(clock.GetUtcNow());
        if (error is null)
        {
            await store.SettleAsync(new NoticeOutcome(claim.Notice.Key, claim.Attempt, NoticeState.Sent, now), cancellationToken).ConfigureAwait(false);
            return null;
        }

        var isDead = now >= claim.Notice.CreatedAt + options.DeadAfter;
        var outcome = new NoticeOutcome(
            claim.Notice.Key, claim.Attempt, isDead ? NoticeState.Dead : NoticeState.Pending, now, isDead ? null : now + options.PauseAfter(claim.Attempt), error);
        await store.SettleAsync(outcome, cancellationToken).ConfigureAwait(false);
        return new DeliveryFailure(channel.Name, claim.Notice.Key, claim.Attempt, isDead, error);
    }

    private async Task<string?> ErrorOfAsync(IAlertChannel channel, Notice notice, CancellationToken cancellationToken)
    {
        try
        {
            await channel.SendAsync(notice, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The boundary: whatever a channel throws is the notice's error, never the process's.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            return redactor.Redact(failed is LarderException ? failed.Message : $"{failed.GetType().Name}: {failed.Message}");
        }
    }
}
