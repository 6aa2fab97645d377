using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>
/// Who is told what now. Pure: the difference between what is the case and what each channel was told.
/// 1. For each rule, each of its channels and each alert it covers: what there is to say, and when that is due. What a silence hides is not due.
/// 2. What is due, by rule and subject, makes a group. Alerts of the group that fire and are not told yet go along, due or not, and with a reminder all that still fire.
/// 3. As many groups as the channel's limit leaves room for get a notice each; where they are more, the last notice stands for all the rest. Without any room all of it stays due.
/// </summary>
internal static class NoticePlanner
{
    private const int KeyBytes = 16;

    public static AlertChanges Plan(AlertBook book, IReadOnlyList<AlertRule> rules, IReadOnlyList<ChannelLimit> channels, Instant now)
    {
        var alerts = book.Alerts.Where(a => !book.Silences.Any(s => s.Hides(a.Id, now))).OrderBy(a => a.Fingerprint, StringComparer.Ordinal).ToArray();
        var told = book.Told.ToDictionary(t => (t.Rule, t.Channel, t.Fingerprint));
        var subjects = book.Alerts.ToDictionary(a => a.Fingerprint, a => a.Id.Subject, StringComparer.Ordinal);
        var threads = book.Told.Where(t => subjects.ContainsKey(t.Fingerprint)).ToLookup(t => (t.Rule, t.Channel, subjects[t.Fingerprint]));
        var plan = new Outcome(book.NextNotice);
        foreach (var channel in channels)
        {
            var groups = rules.Where(r => r.Channels.Contains(channel.Channel))
                .SelectMany(r => alerts.Where(a => r.Covers(a.Id)).Select(a => PendingChange.Of(r, channel.Channel, a, told.GetValueOrDefault((r.Name, channel.Channel, a.Fingerprint)))))
                .OfType<PendingChange>()
                .GroupBy(c => (c.Rule.Name, c.Alert.Id.Subject))
                .Where(g => g.Any(c => c.Due <= now))
                .Select(g => Group(g, now))
                .OrderBy(g => g.Min(c => c.Due)).ThenBy(g => g[0].Rule.Name, StringComparer.Ordinal).ThenBy(g => g[0].Alert.Id.Subject.ToString(), StringComparer.Ordinal)
                .ToArray();
            var room = channel.Notices - book.Sent.Count(s => s.Channel == channel.Channel && s.At > now - channel.Window);
            if (room <= 0)
            {
                continue;
            }

            var alone = groups.Length <= room ? groups.Length : room - 1;
            foreach (var group in groups.Take(alone))
            {
                var head = group[0];
                var thread = threads[(head.Rule.Name, channel.Channel, head.Alert.Id.Subject)].MinBy(t => t.At)?.Thread;
                plan.Add(channel.Channel, group, head.Rule.Name, head.Alert.Id.Subject, thread, heldBack: 0, now);
            }

            if (alone < groups.Length)
            {
                plan.Add(channel.Channel, [.. groups.Skip(alone).SelectMany(g => g)], null, null, null, groups.Length - alone, now);
            }
        }

        return plan.Changes;
    }

    /// <summary>Who goes along with what is due.</summary>
    private static PendingChange[] Group(IEnumerable<PendingChange> group, Instant now)
    {
        var all = group.ToArray();
        var reminds = all.Any(c => c.Change == NoticeChange.Reminder && c.Due <= now);
        return [.. all.Where(c => c.Due <= now || c.Change is NoticeChange.Fired or NoticeChange.Escalated || (reminds && c.Change == NoticeChange.Reminder))];
    }

    /// <summary>Collects notices, and what channels believe by them.</summary>
    private sealed class Outcome(long nextNotice)
    {
        private readonly List<Notice> _notices = [];
        private readonly List<Told> _told = [];
        private readonly List<Told> _untold = [];
        private long _next = nextNotice;

        public AlertChanges Changes => new() { Notices = _notices, Told = _told, Untold = _untold };

        public void Add(string channel, IReadOnlyList<PendingChange> changes, string? rule, AlertSubject? subject, string? thread, int heldBack, Instant now)
        {
            var sorted = changes.OrderBy(c => c.Change == NoticeChange.Recovered).ThenByDescending(c => c.Alert.Severity).ThenBy(c => c.Change)
                .ThenBy(c => c.Alert.Id.Subject.ToString(), StringComparer.Ordinal).ThenBy(c => c.Alert.Id.Key, StringComparer.Ordinal)
                .ThenBy(c => c.Alert.Fingerprint, StringComparer.Ordinal).ToArray();
            var key = KeyOf(channel, _next++, now, sorted);
            NoticeItem[] items = [.. sorted.Select(c => new NoticeItem(c.Change, c.Alert)).DistinctBy(i => (i.Change, i.Alert.Fingerprint))];
            _notices.Add(new Notice(key, thread ?? key, channel, rule, subject, now, [.. items.Take(Notice.MostItems)])
            {
                Omitted = Math.Max(0, items.Length - Notice.MostItems),
                HeldBack = heldBack,
            });
            foreach (var change in sorted)
            {
                if (change.Change == NoticeChange.Recovered)
                {
                    _untold.Add(change.Told!);
                }
                else
                {
                    _told.Add(new Told(change.Rule.Name, channel, change.Alert.Fingerprint, change.Alert.Severity, now, thread ?? key));
                }
            }
        }

        private static string KeyOf(string channel, long number, Instant now, IEnumerable<PendingChange> changes)
        {
            var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{channel} {number} {now.Microseconds}"));
            foreach (var change in changes)
            {
                text.Append(CultureInfo.InvariantCulture, $" {change.Rule.Name} {(int)change.Change} {change.Alert.Fingerprint}");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, KeyBytes));
        }
    }
}
