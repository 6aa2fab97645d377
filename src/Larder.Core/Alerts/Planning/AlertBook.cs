using Larder.Types;

namespace Larder.Alerts;

/// <summary>What is the case and who knows of it, read in one transaction.</summary>
/// <param name="Alerts">Alerts that fire, and those that recovered and somebody still believes to fire; by fingerprint.</param>
/// <param name="Told">What channels were told and not taken back.</param>
/// <param name="Silences">Silences that have not ended.</param>
/// <param name="Sent">When notices of the last 24 hours were made, per channel.</param>
/// <param name="NextNotice">One more than there ever were notices, so that no two have one key.</param>
public sealed record AlertBook(
    IReadOnlyList<Alert> Alerts, IReadOnlyList<Told> Told, IReadOnlyList<Silence> Silences, IReadOnlyList<SentNotice> Sent, long NextNotice)
{
    /// <summary>How far <see cref="Sent"/> goes back.</summary>
    public static readonly TimeSpan SentReach = TimeSpan.FromHours(24);
}

/// <summary>What a channel believes: that an alert fires.</summary>
/// <param name="Rule">The rule by which it was told.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Fingerprint">The alert.</param>
/// <param name="Severity">The severity it was told with.</param>
/// <param name="At">When it was told last.</param>
/// <param name="Thread">The thread it was told in.</param>
public sealed record Told(string Rule, string Channel, string Fingerprint, AlertSeverity Severity, Instant At, string Thread);

/// <summary>That a notice was made.</summary>
/// <param name="Channel">For whom.</param>
/// <param name="At">When.</param>
public readonly record struct SentNotice(string Channel, Instant At);

/// <summary>What a transaction writes: all of it or nothing.</summary>
public sealed record AlertChanges
{
    /// <summary>Nothing.</summary>
    public static readonly AlertChanges None = new();

    /// <summary>Alerts as they are now, in place of those of the same fingerprint.</summary>
    public IReadOnlyList<Alert> Alerts { get; init; } = [];

    /// <summary>Those of them that began to fire, recovered or changed their severity: lines of the history.</summary>
    public IReadOnlyList<Alert> History { get; init; } = [];

    /// <summary>What channels believe now, in place of the same rule, channel and fingerprint.</summary>
    public IReadOnlyList<Told> Told { get; init; } = [];

    /// <summary>What channels believe no more.</summary>
    public IReadOnlyList<Told> Untold { get; init; } = [];

    /// <summary>Notices for the outbox.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>A silence to begin; its number is the store's.</summary>
    public Silence? Silence { get; init; }

    /// <summary>The number of a silence to end.</summary>
    public long? EndedSilence { get; init; }

    /// <summary>History, settled notices, ended silences and alerts that fire no more are forgotten where they ended before this; null forgets nothing.</summary>
    public Instant? ForgetBefore { get; init; }
}
