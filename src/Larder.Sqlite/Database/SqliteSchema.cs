namespace Larder.Sqlite;

/// <summary>What a file holds and how it came to be. The position in <see cref="Migrations"/> is the version in <c>PRAGMA user_version</c>.</summary>
/// <param name="ApplicationId">In <c>PRAGMA application_id</c>, so that one kind of file, or a stranger's, is not taken for another. Never changed.</param>
/// <param name="Description">For messages: <c>online store</c>.</param>
/// <param name="Repair">What to do when the file is damaged.</param>
/// <param name="Migrations">Append only: released scripts are never edited. Script n brings version n to n + 1.</param>
internal sealed record SqliteSchema(int ApplicationId, string Description, string Repair, IReadOnlyList<string> Migrations)
{
    /// <summary>One table of rows per view is added by the store as views are created; this is what they share.</summary>
    public static readonly SqliteSchema Online = new(
        0x4C52_444F,
        "online store",
        "delete it with its -wal and -shm files, then run 'larder materialize'",
        [
            """
            CREATE TABLE materialization (
                view TEXT NOT NULL PRIMARY KEY,
                as_of INTEGER NOT NULL,
                source TEXT NOT NULL,
                horizon_start INTEGER NOT NULL,
                last_key BLOB,
                rows INTEGER NOT NULL,
                is_complete INTEGER NOT NULL
            ) WITHOUT ROWID;
            """,
            """
            ALTER TABLE materialization ADD COLUMN code_version TEXT NOT NULL DEFAULT '';
            ALTER TABLE materialization ADD COLUMN replaces_rows INTEGER NOT NULL DEFAULT 0;
            """,
            """
            ALTER TABLE materialization ADD COLUMN positions TEXT NOT NULL DEFAULT '{}';
            ALTER TABLE materialization ADD COLUMN streamed_to INTEGER;
            """,
            """
            ALTER TABLE materialization ADD COLUMN source_files TEXT NOT NULL DEFAULT '';
            ALTER TABLE materialization ADD COLUMN reaching INTEGER;
            """,
            "ALTER TABLE materialization ADD COLUMN ranges TEXT",
        ]);

    /// <summary>Definitions, training sets and models.</summary>
    public static readonly SqliteSchema Metadata = new(
        0x4C52_444D,
        "metadata store",
        "restore it from a backup",
        [
            """
            CREATE TABLE definition (
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                version INTEGER NOT NULL,
                content_hash TEXT NOT NULL,
                json TEXT NOT NULL,
                applied_at INTEGER NOT NULL,
                is_retired INTEGER NOT NULL,
                PRIMARY KEY (kind, name, version)
            );
            CREATE TABLE dataset (
                dataset_version TEXT NOT NULL PRIMARY KEY,
                service TEXT NOT NULL,
                views TEXT NOT NULL,
                tables TEXT NOT NULL,
                spine_hash TEXT NOT NULL,
                as_of INTEGER NOT NULL,
                code_version TEXT NOT NULL,
                rows INTEGER NOT NULL,
                path TEXT NOT NULL,
                content_hash TEXT NOT NULL,
                created_at INTEGER NOT NULL
            );
            CREATE TABLE model (
                name TEXT NOT NULL,
                version INTEGER NOT NULL,
                content_hash TEXT NOT NULL,
                dataset_version TEXT NOT NULL,
                service TEXT NOT NULL,
                code_version TEXT NOT NULL,
                metrics_json TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                artifact BLOB NOT NULL,
                PRIMARY KEY (name, version),
                UNIQUE (name, content_hash)
            );
            CREATE TABLE model_alias (
                name TEXT NOT NULL,
                alias TEXT NOT NULL,
                version INTEGER NOT NULL,
                PRIMARY KEY (name, alias),
                FOREIGN KEY (name, version) REFERENCES model (name, version)
            ) WITHOUT ROWID;
            """,
            "ALTER TABLE dataset ADD COLUMN spine TEXT",
        ]);

    /// <summary>Profiles of features, and comparisons of them.</summary>
    public static readonly SqliteSchema Monitoring = new(
        0x4C52_4451,
        "monitoring store",
        "delete it with its -wal and -shm files; 'larder drift' profiles again",
        [
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
            """,
        ]);
}
