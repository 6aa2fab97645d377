using Larder.Alerts;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Reads the book of alerts.</summary>
internal static class AlertReader
{
    private static readonly Sql SelectAlerts = new(
        "SELECT json FROM alert WHERE state = 1 OR fingerprint IN (SELECT fingerprint FROM alert_told) ORDER BY fingerprint");

    private static readonly Sql SelectTold = new("SELECT rule, channel, fingerprint, severity, at, thread FROM alert_told ORDER BY rule, channel, fingerprint");
    private static readonly Sql SelectSilences = new("SELECT id, pattern, kind, created_at, until, reason FROM alert_silence WHERE until > ?1 ORDER BY id");
    private static readonly Sql SelectSent = new("SELECT channel, created_at FROM alert_notice WHERE created_at > ?1 ORDER BY id");
    private static readonly Sql SelectLast = new("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'alert_notice'), 0)");

    public static AlertBook Book(Session session, Instant now) => new(
        session[SelectAlerts].All(row => NoticeJson.ReadAlert(row.GetText(0))),
        session[SelectTold].All(row => new Told(row.GetText(0), row.GetText(1), row.GetText(2), (AlertSeverity)row.GetInt32(3), new Instant(row.GetInt64(4)), row.GetText(5))),
        session[SelectSilences].Bind(1, now.Microseconds).All(row => new Silence(
            row.GetInt64(0), row.GetText(1), row.IsNull(2) ? null : (AlertKind)row.GetInt32(2), new Instant(row.GetInt64(3)), new Instant(row.GetInt64(4)), row.GetText(5))),
        session[SelectSent].Bind(1, (now - AlertBook.SentReach).Microseconds).All(row => new SentNotice(row.GetText(0), new Instant(row.GetInt64(1)))),
        session[SelectLast].First(row => row.GetInt64(0)) + 1);
}
