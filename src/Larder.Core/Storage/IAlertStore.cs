using Larder.Alerts;
using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// Alerts, what channels were told, silences, and the outbox of notices. Implementations guarantee: a change is visible whole or not at all, and made from the newest state, whoever else
/// writes; a notice is claimed by one at a time, and those of one thread and channel in their order. Instances are safe for use by many threads.
/// </summary>
public interface IAlertStore
{
    /// <summary>Reads the book, asks what to change, and writes that, in one transaction.</summary>
    /// <param name="now">The time; notices made in the 24 hours before are in the book.</param>
    /// <param name="decide">Pure; it may be asked again when somebody else wrote meanwhile.</param>
    /// <param name="cancellationToken">Stops the wait for other writers; nothing is written then.</param>
    /// <returns>What was written, a silence with its number.</returns>
    Task<AlertChanges> ChangeAsync(Instant now, Func<AlertBook, AlertChanges> decide, CancellationToken cancellationToken = default);

    /// <summary>The book, and the notices that are pending or dead, oldest first.</summary>
    Task<AlertOverview> ReadAsync(Instant now, CancellationToken cancellationToken = default);

    /// <summary>The newest lines of the history and the newest notices, newest first.</summary>
    Task<AlertHistory> HistoryAsync(int most, CancellationToken cancellationToken = default);

    /// <summary>Takes the oldest notice of a channel that is due, is nobody's now, and has no older pending one in its thread; null where there is none.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">It is the caller's until then; who takes longer may find that another one sends it too.</param>
    /// <param name="cancellationToken">Stops the wait for other writers.</param>
    Task<NoticeClaim?> ClaimAsync(string channel, Instant now, Instant until, CancellationToken cancellationToken = default);

    /// <summary>Says how a delivery ended. Sent is final; of a claim that has passed to somebody else, anything else is ignored.</summary>
    Task SettleAsync(NoticeOutcome outcome, CancellationToken cancellationToken = default);
}

/// <summary>A notice to send.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Attempt">1, 2, …</param>
public sealed record NoticeClaim(Notice Notice, int Attempt);

/// <summary>How a delivery ended.</summary>
/// <param name="Key">The notice.</param>
/// <param name="Attempt">Which delivery.</param>
/// <param name="State">Sent; pending, to be tried again; dead.</param>
/// <param name="At">When it ended.</param>
/// <param name="RetryAt">When to try again, where it is pending.</param>
/// <param name="Error">What went wrong, without any secret; null where nothing did.</param>
public sealed record NoticeOutcome(string Key, int Attempt, NoticeState State, Instant At, Instant? RetryAt = null, string? Error = null);

/// <summary>A notice in the outbox.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">Deliveries begun.</param>
/// <param name="DueAt">When it is tried next; where it is settled, when that was.</param>
/// <param name="Error">What went wrong last; null where nothing did.</param>
public sealed record StoredNotice(Notice Notice, NoticeState State, int Attempts, Instant DueAt, string? Error);

/// <summary>How things stand.</summary>
/// <param name="Book">Alerts, what was told, silences.</param>
/// <param name="Outbox">Notices that are pending or dead, oldest first.</param>
public sealed record AlertOverview(AlertBook Book, IReadOnlyList<StoredNotice> Outbox);

/// <summary>How things came.</summary>
/// <param name="Changes">Alerts as they began to fire, recovered or changed their severity, newest first; <see cref="Alert.SeenAt"/> says when.</param>
/// <param name="Notices">Notices, newest first.</param>
public sealed record AlertHistory(IReadOnlyList<Alert> Changes, IReadOnlyList<StoredNotice> Notices);
