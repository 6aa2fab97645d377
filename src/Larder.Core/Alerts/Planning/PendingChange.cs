using Larder.Types;

namespace Larder.Alerts;

/// <summary>That a rule's channel and an alert differ, or may be reminded, and when that is due.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Alert">The alert as it is.</param>
/// <param name="Told">What the channel believes; null where it knows nothing.</param>
/// <param name="Change">What it would be told.</param>
/// <param name="Due">When.</param>
internal sealed record PendingChange(AlertRule Rule, string Channel, Alert Alert, Told? Told, NoticeChange Change, Instant Due)
{
    /// <summary>Null where nothing is to be said.</summary>
    public static PendingChange? Of(AlertRule rule, string channel, Alert alert, Told? told)
    {
        var isActive = alert.IsActive(rule.LeastSeverity);
        return (isActive, told) switch
        {
            (true, null) => Make(NoticeChange.Fired, (rule.LeastSeverity == AlertSeverity.Warn ? alert.Since : alert.SeveritySince) + rule.GroupWait),
            (true, _) when alert.Severity > told.Severity => Make(NoticeChange.Escalated, alert.SeveritySince + rule.GroupWait),
            (true, _) when rule.RemindAfter is { } after => Make(NoticeChange.Reminder, told.At + after),
            (false, not null) => Make(NoticeChange.Recovered, (alert.ResolvedAt ?? alert.SeveritySince) + rule.KeepFiringFor),
            _ => null,
        };

        PendingChange Make(NoticeChange change, Instant due) => new(rule, channel, alert, told, change, due);
    }
}
