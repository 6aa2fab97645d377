using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;
using SQLitePCL;

namespace Larder.Bench.Materialization;

/// <summary>
/// The same work as a hand-written script: DuckDB finds the newest row of each meter and sorts them by key, a loop inserts them into
/// SQLite, 50,000 per transaction, into a table of the online store's shape. It can neither resume nor be repeated, tells nobody how far
/// it has come, and keeps no state. Chosen because input and output are the same; DuckDB writing Parquet would leave out the online
/// store, which is what the work is about.
/// </summary>
internal static class MaterializeReference
{
    private const int BatchSize = 50_000;

    public static async Task<Measurement> MeasureAsync(MeterData data, CancellationToken cancellationToken)
    {
        var files = string.Join(", ", (await GeneratedTable.FilesAsync(data.Table, cancellationToken)).Select(Identifiers.Literal));
        var path = Path.Combine(data.State, "reference.db");
        return await Measurement.OfAsync(() =>
        {
            using var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string> { ["memory_limit"] = "768MB", ["temp_directory"] = Path.Combine(data.State, "tmp") });
            using var connection = engine.Connect();
            var values = string.Join(", ", Enumerable.Range(0, MeterData.Values).Select(v => $"r.v{MeterData.Letter(v)}"));
            using var rows = connection.Query(
                $"""
                SELECT meter_id, epoch_us(_event_time), epoch_us(_known_at), _sequence, {values}
                FROM read_parquet([{files}], hive_partitioning = false) r
                QUALIFY row_number() OVER (PARTITION BY meter_id ORDER BY _event_time DESC, _known_at DESC, _sequence DESC) = 1 ORDER BY meter_id
                """,
                cancellationToken);
            using var store = Open(path);
            var written = Insert(store, rows, cancellationToken);
            return Task.FromResult(new JsonObject { ["rows"] = written });
        });
    }

    private static sqlite3 Open(string path)
    {
        _ = Sqlite.SqliteLibrary.Version;
        Check(raw.sqlite3_open(path, out var store));
        Check(raw.sqlite3_exec(store, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000"));
        Check(raw.sqlite3_exec(
            store,
            "CREATE TABLE latest (key BLOB NOT NULL PRIMARY KEY, event_time INTEGER NOT NULL, known_at INTEGER NOT NULL, sequence INTEGER NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID"));
        return store;
    }

    private static long Insert(sqlite3 store, DuckDbResult rows, CancellationToken cancellationToken)
    {
        Check(raw.sqlite3_prepare_v2(store, "INSERT INTO latest VALUES (?1, ?2, ?3, ?4, ?5)", out var statement));
        using (statement)
        {
            var written = 0L;
            Span<byte> key = stackalloc byte[sizeof(long)];
            Span<byte> payload = stackalloc byte[MeterData.Values * sizeof(double)];
            for (var chunk = rows.Read(cancellationToken); chunk is not null; chunk = rows.Read(cancellationToken))
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    if (written % BatchSize == 0)
                    {
                        Check(raw.sqlite3_exec(store, written == 0 ? "BEGIN IMMEDIATE" : "COMMIT; BEGIN IMMEDIATE"));
                    }

                    BinaryPrimitives.WriteInt64BigEndian(key, chunk[0].Values<long>()[row] ^ long.MinValue);
                    for (var v = 0; v < MeterData.Values; v++)
                    {
                        BinaryPrimitives.WriteDoubleLittleEndian(payload[(v * sizeof(double))..], chunk[v + 4].Values<double>()[row]);
                    }

                    Check(raw.sqlite3_bind_blob(statement, 1, key));
                    Check(raw.sqlite3_bind_int64(statement, 2, chunk[1].Values<long>()[row]));
                    Check(raw.sqlite3_bind_int64(statement, 3, chunk[2].Values<long>()[row]));
                    Check(raw.sqlite3_bind_int64(statement, 4, chunk[3].Values<long>()[row]));
                    Check(raw.sqlite3_bind_blob(statement, 5, payload));
                    Check(raw.sqlite3_step(statement) == raw.SQLITE_DONE ? raw.SQLITE_OK : raw.SQLITE_ERROR);
                    Check(raw.sqlite3_reset(statement));
                    written++;
                }
            }

            Check(raw.sqlite3_exec(store, "COMMIT"));
            return written;
        }
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {code} to the reference.");
        }
    }
}
