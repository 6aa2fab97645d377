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
            """
            CREATE TABLE definition_notes (
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT,
                owner TEXT,
                tags TEXT NOT NULL,
                PRIMARY KEY (kind, name)
            ) WITHOUT ROWID;
            """,
        ]);

    /// <summary>Runs of pipelines. The queue of open runs is narrow, so that leases are renewed without touching anything else.</summary>
    public static readonly SqliteSchema Pipelines = new(
        0x4C52_4450,
        "pipeline store",
        "restore it from a backup, or delete it with its -wal and -shm files to begin without the history of runs",
        [
            """
            CREATE TABLE run (
                run_id TEXT NOT NULL PRIMARY KEY,
                pipeline TEXT NOT NULL,
                slot TEXT,
                interval_start INTEGER NOT NULL,
                interval_end INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                started_at INTEGER,
                ended_at INTEGER,
                state INTEGER NOT NULL,
                parameters TEXT NOT NULL,
                code_version TEXT NOT NULL,
                cause TEXT NOT NULL,
                priority INTEGER NOT NULL,
                resumes TEXT,
                resumes_from TEXT,
                UNIQUE (pipeline, slot)
            ) WITHOUT ROWID;
            CREATE INDEX run_by_time ON run (created_at, run_id);
            CREATE TABLE open_run (
                run_id TEXT NOT NULL PRIMARY KEY,
                owner TEXT,
                fence INTEGER NOT NULL,
                lease_until INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE run_event (
                run_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                fence INTEGER NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (run_id, number)
            ) WITHOUT ROWID;
            CREATE TABLE run_request (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                run_id TEXT NOT NULL,
                kind INTEGER NOT NULL,
                task TEXT,
                asked_by TEXT NOT NULL,
                at INTEGER NOT NULL
            );
            CREATE TABLE run_result (
                digest TEXT NOT NULL PRIMARY KEY,
                bytes BLOB NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE cached_result (
                cache_key TEXT NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE task_rows (
                pipeline TEXT NOT NULL,
                task TEXT NOT NULL,
                interval_start INTEGER NOT NULL,
                interval_end INTEGER NOT NULL,
                run_id TEXT NOT NULL,
                rows INTEGER NOT NULL,
                PRIMARY KEY (pipeline, task, interval_start, interval_end, run_id)
            ) WITHOUT ROWID;
            CREATE TABLE schedule (
                pipeline TEXT NOT NULL PRIMARY KEY,
                up_to INTEGER,
                is_paused INTEGER NOT NULL
            ) WITHOUT ROWID;
            """,
        ]);
}
