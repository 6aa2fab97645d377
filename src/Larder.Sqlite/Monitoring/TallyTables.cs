namespace Larder.Sqlite;

/// <summary>The tables of what serving counted, and of incidents.</summary>
internal static class TallyTables
{
    public const string Create =
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
        """;
}
