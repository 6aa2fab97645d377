namespace Larder.Sqlite;

/// <summary>The file of monitoring.</summary>
internal static class MonitoringSchema
{
    public static readonly SqliteSchema Monitoring = new(
        0x4C52_4451,
        "monitoring store",
        "delete it with its -wal and -shm files; counting begins anew",
        [
            """
            CREATE TABLE tally (
                is_hour INTEGER NOT NULL,
                start INTEGER NOT NULL,
                kind INTEGER NOT NULL,
                subject TEXT NOT NULL,
                counts BLOB NOT NULL,
                PRIMARY KEY (kind, is_hour, start, subject)
            ) WITHOUT ROWID;
            CREATE TABLE tally_writer (
                writer TEXT NOT NULL PRIMARY KEY,
                batch INTEGER NOT NULL,
                newest INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE incident (
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                severity INTEGER NOT NULL,
                message TEXT NOT NULL,
                since INTEGER NOT NULL,
                ended INTEGER
            );
            CREATE UNIQUE INDEX incident_standing ON incident (kind, subject) WHERE ended IS NULL;
            """,
        ]);
}
