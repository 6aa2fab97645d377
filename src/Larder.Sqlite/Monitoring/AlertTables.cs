namespace Larder.Sqlite;

/// <summary>The tables of <see cref="SqliteAlertStore"/>.</summary>
internal static class AlertTables
{
    /// <summary>Alerts, their history, what channels were told, silences, and the outbox. Released: never edited.</summary>
    public const string Create =
        """
        CREATE TABLE alert (
            fingerprint TEXT NOT NULL PRIMARY KEY,
            state INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            json TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX alert_state ON alert (state);
        CREATE TABLE alert_change (
            id INTEGER NOT NULL PRIMARY KEY,
            at INTEGER NOT NULL,
            json TEXT NOT NULL
        );
        CREATE INDEX alert_change_at ON alert_change (at);
        CREATE TABLE alert_told (
            rule TEXT NOT NULL,
            channel TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            severity INTEGER NOT NULL,
            at INTEGER NOT NULL,
            thread TEXT NOT NULL,
            PRIMARY KEY (rule, channel, fingerprint)
        ) WITHOUT ROWID;
        CREATE TABLE alert_silence (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            pattern TEXT NOT NULL,
            kind INTEGER,
            created_at INTEGER NOT NULL,
            until INTEGER NOT NULL,
            reason TEXT NOT NULL
        );
        CREATE TABLE alert_notice (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            notice_key TEXT NOT NULL UNIQUE,
            channel TEXT NOT NULL,
            thread TEXT NOT NULL,
            state INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            leased_until INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            error TEXT,
            json TEXT NOT NULL
        );
        CREATE INDEX alert_notice_state ON alert_notice (state, channel, thread);
        CREATE INDEX alert_notice_created ON alert_notice (created_at);
        """;
}
