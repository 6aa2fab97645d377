namespace Larder.Sqlite;

/// <summary>The tables of profiles and their comparisons.</summary>
internal static class DriftTables
{
    public const string Create =
        """
        CREATE TABLE profile (
            subject TEXT NOT NULL,
            name TEXT NOT NULL,
            segment TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            data_version TEXT NOT NULL,
            tile BLOB NOT NULL,
            PRIMARY KEY (subject, name, segment)
        );
        CREATE TABLE drift (
            subject TEXT NOT NULL,
            feature TEXT NOT NULL,
            segment TEXT NOT NULL,
            reference TEXT NOT NULL,
            period TEXT NOT NULL,
            reference_profile TEXT NOT NULL,
            profile TEXT NOT NULL,
            reference_rows INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            is_drift INTEGER NOT NULL,
            scores TEXT NOT NULL,
            compared_at INTEGER NOT NULL,
            PRIMARY KEY (subject, feature, segment, reference_profile, profile)
        );
        """;
}
