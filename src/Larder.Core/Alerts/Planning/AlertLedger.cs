using Larder.Types;

namespace Larder.Alerts;

/// <summary>Which alerts fire and recover by a report. Pure.</summary>
internal static class AlertLedger
{
    /// <summary>What changes; <see cref="AlertChanges.Alerts"/> and <see cref="AlertChanges.History"/> are set.</summary>
    public static AlertChanges Apply(AlertBook book, AlertReport report, Instant now)
    {
        var known = book.Alerts
            .Where(a => a.State == AlertState.Firing && a.Id.Kind == report.Kind && a.Id.Subject == report.Subject && a.Id.Scope == report.Scope)
            .ToDictionary(a => a.Id.Key, StringComparer.Ordinal);
        var (alerts, history) = (new List<Alert>(), new List<Alert>());
        var worst = report.Conditions.GroupBy(c => c.Key, StringComparer.Ordinal).Select(g => g.MaxBy(c => c.Severity)!).ToArray();
        foreach (var condition in worst)
        {
            var before = known.GetValueOrDefault(condition.Key);
            var after = Fire(new AlertIdentity(report.Kind, report.Subject, report.Scope, condition.Key), before, condition, now);
            alerts.Add(after);
            if (before is null || before.Severity != after.Severity)
            {
                history.Add(after);
            }
        }

        foreach (var gone in known.Values.ExceptBy(worst.Select(c => c.Key).Concat(report.Undecided), a => a.Id.Key))
        {
            var resolved = gone with { State = AlertState.Resolved, ResolvedAt = now, SeenAt = now };
            alerts.Add(resolved);
            history.Add(resolved);
        }

        return new AlertChanges { Alerts = alerts, History = history };
    }

    /// <summary>The book after a change of alerts.</summary>
    public static AlertBook Merge(AlertBook book, IReadOnlyList<Alert> changed) =>
        book with { Alerts = [.. book.Alerts.ExceptBy(changed.Select(a => a.Fingerprint), a => a.Fingerprint), .. changed] };

    private static Alert Fire(AlertIdentity id, Alert? before, AlertCondition condition, Instant now) => new(
        id,
        condition.Severity,
        condition.Message,
        AlertState.Firing,
        before?.Since ?? now,
        before is not null && before.Severity == condition.Severity ? before.SeveritySince : now,
        now)
    {
        Facts = condition.Facts,
        Evidence = condition.Evidence,
    };
}
