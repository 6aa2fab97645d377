using Larder.Alerts;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Writes changes of alerts, in the transaction that is open.</summary>
internal static class AlertWriter
{
    private static readonly Sql PutAlert = new(
        "INSERT INTO alert (fingerprint, state, seen_at, json) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (fingerprint) DO UPDATE SET state = ?2, seen_at = ?3, json = ?4");

    private static readonly Sql AddChange = new("INSERT INTO alert_change (at, json) VALUES (?1, ?2)");

    private static readonly Sql PutTold = new(
        """
        INSERT INTO alert_told (rule, channel, fingerprint, severity, at, thread) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (rule, channel, fingerprint) DO UPDATE SET severity = ?4, at = ?5, thread = ?6
        """);

    private static readonly Sql RemoveTold = new("DELETE FROM alert_told WHERE rule = ?1 AND channel = ?2 AND fingerprint = ?3");

    private static readonly Sql AddNotice = new(
        """
        INSERT INTO alert_notice (notice_key, channel, thread, state, created_at, due_at, leased_until, attempts, json)
        VALUES (?1, ?2, ?3, 1, ?4, ?4, ?4, 0, ?5)
        """);

    private static readonly Sql AddSilence = new("INSERT INTO alert_silence (pattern, kind, created_at, until, reason) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id");
    private static readonly Sql EndSilence = new("UPDATE alert_silence SET until = min(until, ?2) WHERE id = ?1");

    private static readonly Sql[] Forget =
    [
        new("DELETE FROM alert_change WHERE at < ?1"),
        new("DELETE FROM alert_notice WHERE created_at < ?1 AND state <> 1"),
        new("DELETE FROM alert_silence WHERE until < ?1"),
        new("DELETE FROM alert_told WHERE at < ?1 AND fingerprint NOT IN (SELECT fingerprint FROM alert WHERE state = 1)"),
        new("DELETE FROM alert WHERE seen_at < ?1 AND state <> 1"),
    ];

    public static AlertChanges Write(Session session, AlertChanges changes, Instant now)
    {
        foreach (var alert in changes.Alerts)
        {
            session[PutAlert].Bind(1, alert.Fingerprint).Bind(2, (long)alert.State).Bind(3, alert.SeenAt.Microseconds).Bind(4, NoticeJson.Write(alert)).Run();
        }

        foreach (var alert in changes.History)
        {
            session[AddChange].Bind(1, alert.SeenAt.Microseconds).Bind(2, NoticeJson.Write(alert)).Run();
        }

        foreach (var told in changes.Told)
        {
            session[PutTold].Bind(1, told.Rule).Bind(2, told.Channel).Bind(3, told.Fingerprint).Bind(4, (long)told.Severity).Bind(5, told.At.Microseconds).Bind(6, told.Thread).Run();
        }

        foreach (var told in changes.Untold)
        {
            session[RemoveTold].Bind(1, told.Rule).Bind(2, told.Channel).Bind(3, told.Fingerprint).Run();
        }

        foreach (var notice in changes.Notices)
        {
            session[AddNotice].Bind(1, notice.Key).Bind(2, notice.Channel).Bind(3, notice.Thread).Bind(4, notice.CreatedAt.Microseconds).Bind(5, NoticeJson.Write(notice)).Run();
        }

        if (changes.EndedSilence is { } ended)
        {
            session[EndSilence].Bind(1, ended).Bind(2, now.Microseconds).Run();
        }

        foreach (var forget in changes.ForgetBefore is not null ? Forget : [])
        {
            session[forget].Bind(1, changes.ForgetBefore!.Value.Microseconds).Run();
        }

        return changes.Silence is { } silence ? changes with { Silence = Add(session, silence) } : changes;
    }

    private static Silence Add(Session session, Silence silence)
    {
        var insert = session[AddSilence].Bind(1, silence.Pattern).Bind(3, silence.CreatedAt.Microseconds).Bind(4, silence.Until.Microseconds).Bind(5, silence.Reason);
        return silence with { Id = (silence.Kind is { } kind ? insert.Bind(2, (long)kind) : insert.BindNull(2)).First(row => row.GetInt64(0)) };
    }
}
