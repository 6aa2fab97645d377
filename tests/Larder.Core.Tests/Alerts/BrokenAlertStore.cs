using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>A store that fails, or never answers.</summary>
internal sealed class BrokenAlertStore : IAlertStore
{
    public bool Hangs { get; init; }

    public Task<AlertChanges> ChangeAsync(Instant now, Func<AlertBook, AlertChanges> decide, CancellationToken cancellationToken = default) => AnswerAsync<AlertChanges>(cancellationToken);

    public Task<AlertOverview> ReadAsync(Instant now, CancellationToken cancellationToken = default) => AnswerAsync<AlertOverview>(cancellationToken);

    public Task<AlertHistory> HistoryAsync(int most, CancellationToken cancellationToken = default) => AnswerAsync<AlertHistory>(cancellationToken);

    public Task<NoticeClaim?> ClaimAsync(string channel, Instant now, Instant until, CancellationToken cancellationToken = default) => AnswerAsync<NoticeClaim?>(cancellationToken);

    public Task SettleAsync(NoticeOutcome outcome, CancellationToken cancellationToken = default) => AnswerAsync<int>(cancellationToken);

    private async Task<T> AnswerAsync<T>(CancellationToken cancellationToken)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        throw new UnavailableException("the disk hunter22 is full.");
    }
}
