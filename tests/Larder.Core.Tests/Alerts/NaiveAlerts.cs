using Larder.Types;

namespace Larder.Alerts;

/// <summary>The naive twin of who is told what when: it keeps every report and every word said, and works all out anew from them each time.</summary>
internal sealed class NaiveAlerts(IReadOnlyList<AlertRule> rules, IReadOnlyList<ChannelLimit> channels)
{
    private readonly List<(Instant At, AlertReport Report)> _reports = [];
    private readonly List<Silence> _silences = [];
    private readonly List<(Instant At, string Rule, string Channel, string Fingerprint, NoticeChange Change, AlertSeverity Severity)> _said = [];
    private readonly List<(Instant At, string Channel)> _notices = [];

    /// <summary>Takes a report; the notices that it makes, or null where it changes nothing and nobody looks.</summary>
    public List<string> Report(Instant now, AlertReport report)
    {
        var isSomething = report.Conditions.Count > 0
            || Facts().Any(f => f.IsFiring && f.Id.Kind == report.Kind && f.Id.Subject == report.Subject && f.Id.Scope == report.Scope && !report.Undecided.Contains(f.Id.Key));
        _reports.Add((now, report));
        return isSomething ? Look(now) : [];
    }

    public void Silence(Silence silence) => _silences.Add(silence);

    public void EndSilence(long id, Instant now) => _silences[_silences.FindIndex(s => s.Id == id)] = _silences.Find(s => s.Id == id)! with { Until = now };

    public List<string> Look(Instant now)
    {
        var made = new List<string>();
        foreach (var channel in channels)
        {
            var groups = new List<(Instant Due, string Rule, string Subject, List<Word> Words)>();
            foreach (var rule in rules.Where(r => r.Channels.Contains(channel.Channel)))
            {
                foreach (var subject in Facts().Select(f => f.Id.Subject).Distinct())
                {
                    var words = Facts().Where(f => f.Id.Subject == subject && IsFor(rule, f.Id) && !_silences.Any(s => IsHidden(s, f.Id, now))).Select(f => WordOf(rule, channel.Channel, f)).OfType<Word>().ToList();
                    if (words.Any(w => w.Due <= now))
                    {
                        var isReminding = words.Any(w => w.Change == NoticeChange.Reminder && w.Due <= now);
                        words.RemoveAll(w => w.Due > now && (w.Change == NoticeChange.Recovered || (w.Change == NoticeChange.Reminder && !isReminding)));
                        groups.Add((words.Min(w => w.Due), rule.Name, subject.ToString(), words));
                    }
                }
            }

            groups = [.. groups.OrderBy(g => g.Due).ThenBy(g => g.Rule, StringComparer.Ordinal).ThenBy(g => g.Subject, StringComparer.Ordinal)];
            var room = channel.Notices - _notices.Count(n => n.Channel == channel.Channel && n.At > now - channel.Window);
            while (groups.Count > 0 && room > 0)
            {
                var taken = room == 1 ? groups.ToList() : groups.Take(1).ToList();
                groups.RemoveRange(0, taken.Count);
                room--;
                _notices.Add((now, channel.Channel));
                foreach (var (group, word) in taken.SelectMany(g => g.Words.Select(w => (g, w))))
                {
                    _said.Add((now, group.Rule, channel.Channel, word.Id.Fingerprint, word.Change, word.Severity));
                }

                var isAlone = taken.Count == 1;
                made.Add(Describe(channel.Channel, isAlone ? taken[0].Rule : null, isAlone ? taken[0].Subject : null, isAlone ? 0 : taken.Count, taken.SelectMany(g => g.Words).Select(w => (w.Change, w.Severity, w.Id.Fingerprint))));
            }
        }

        return made;
    }

    public static string Describe(string channel, string? rule, string? subject, int heldBack, IEnumerable<(NoticeChange, AlertSeverity, string)> items) =>
        $"{channel} {rule} {subject} {heldBack}: {string.Join(", ", items.Distinct().Select(i => $"{i}").Order(StringComparer.Ordinal))}";

    private static bool IsFor(AlertRule rule, AlertIdentity id) =>
        (rule.Kinds.Count == 0 || rule.Kinds.Contains(id.Kind)) && (rule.Subjects.Count == 0 || rule.Subjects.Contains(id.Subject.ToString()));

    private static bool IsHidden(Silence silence, AlertIdentity id, Instant now) => now < silence.Until && silence.Pattern == id.Subject.ToString() && silence.Kind is null;

    private Word? WordOf(AlertRule rule, string channel, Fact fact)
    {
        var known = _said.Where(s => s.Rule == rule.Name && s.Channel == channel && s.Fingerprint == fact.Id.Fingerprint).LastOrDefault();
        var believes = known.Rule is not null && known.Change != NoticeChange.Recovered;
        if (fact.IsFiring && fact.Severity >= rule.LeastSeverity)
        {
            var reached = rule.LeastSeverity == AlertSeverity.Error ? fact.SeveritySince : fact.Since;
            return !believes ? new Word(fact.Id, NoticeChange.Fired, fact.Severity, reached + rule.GroupWait)
                : fact.Severity > known.Severity ? new Word(fact.Id, NoticeChange.Escalated, fact.Severity, fact.SeveritySince + rule.GroupWait)
                : rule.RemindAfter is { } after ? new Word(fact.Id, NoticeChange.Reminder, fact.Severity, known.At + after)
                : null;
        }

        return believes ? new Word(fact.Id, NoticeChange.Recovered, fact.Severity, (fact.IsFiring ? fact.SeveritySince : fact.Ended) + rule.KeepFiringFor) : null;
    }

    private List<Fact> Facts()
    {
        var facts = new List<Fact>();
        foreach (var id in _reports.SelectMany(r => r.Report.Conditions.Select(c => new AlertIdentity(r.Report.Kind, r.Report.Subject, r.Report.Scope, c.Key))).Distinct())
        {
            var fact = new Fact(id, false, AlertSeverity.Warn, default, default, default);
            foreach (var (at, report) in _reports.Where(r => r.Report.Kind == id.Kind && r.Report.Subject == id.Subject && r.Report.Scope == id.Scope))
            {
                if (report.Conditions.Where(c => c.Key == id.Key).Select(c => (AlertSeverity?)c.Severity).Max() is { } severity)
                {
                    fact = fact with { IsFiring = true, Severity = severity, Since = fact.IsFiring ? fact.Since : at, SeveritySince = fact.IsFiring && fact.Severity == severity ? fact.SeveritySince : at };
                }
                else if (fact.IsFiring && !report.Undecided.Contains(id.Key))
                {
                    fact = fact with { IsFiring = false, Ended = at };
                }
            }

            facts.Add(fact);
        }

        return facts;
    }

    private sealed record Fact(AlertIdentity Id, bool IsFiring, AlertSeverity Severity, Instant Since, Instant SeveritySince, Instant Ended);

    private sealed record Word(AlertIdentity Id, NoticeChange Change, AlertSeverity Severity, Instant Due);
}
