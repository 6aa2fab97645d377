using Larder.Types;

namespace Larder.Alerts;

/// <summary>Why an alert is in a notice. The numbers are stored; append only.</summary>
public enum NoticeChange
{
    /// <summary>It fires, and the channel did not know.</summary>
    Fired = 1,

    /// <summary>It is worse than the channel knows.</summary>
    Escalated = 2,

    /// <summary>It still fires.</summary>
    Reminder = 3,

    /// <summary>It fires no more.</summary>
    Recovered = 4,
}

/// <summary>What became of a notice. The numbers are stored; append only.</summary>
public enum NoticeState
{
    /// <summary>It is to be sent.</summary>
    Pending = 1,

    /// <summary>The channel took it.</summary>
    Sent = 2,

    /// <summary>The channel did not take it for too long; it is not sent any more.</summary>
    Dead = 3,
}

/// <summary>One message to one channel. Its content never changes.</summary>
/// <param name="Key">Identifies it: each delivery has the same one, so that a receiver can drop a second.</param>
/// <param name="Thread">The key of the notice that began the matter; its own where it is the first.</param>
/// <param name="Channel">Who is told.</param>
/// <param name="Rule">The rule; null where notices of several were held back.</param>
/// <param name="Subject">What it is about; null where notices of several subjects were held back.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Items">The alerts, those that fire first, the worst first. At most <see cref="MostItems"/>.</param>
public sealed record Notice(string Key, string Thread, string Channel, string? Rule, AlertSubject? Subject, Instant CreatedAt, IReadOnlyList<NoticeItem> Items)
{
    /// <summary>How many alerts a notice lists; the others are counted.</summary>
    public const int MostItems = 100;

    /// <summary>Alerts that are not listed.</summary>
    public int Omitted { get; init; }

    /// <summary>How many notices this one stands for because the channel's limit was reached; 0 for an ordinary one.</summary>
    public int HeldBack { get; init; }

    /// <summary>Whether it was asked for by <c>larder alerts test</c>.</summary>
    public bool IsTest { get; init; }

    /// <summary>Firing while one of its alerts does.</summary>
    public AlertState State => Items.Any(i => i.Change != NoticeChange.Recovered) ? AlertState.Firing : AlertState.Resolved;

    /// <summary>The worst of those that fire; of recoveries the worst.</summary>
    public AlertSeverity Severity => Items.Where(i => State == AlertState.Resolved || i.Change != NoticeChange.Recovered).Max(i => i.Alert.Severity);
}

/// <summary>An alert in a notice, as it was then.</summary>
/// <param name="Change">Why it is in there.</param>
/// <param name="Alert">The alert.</param>
public sealed record NoticeItem(NoticeChange Change, Alert Alert);
