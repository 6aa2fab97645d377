using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Larder.DuckDb;
using Larder.Sqlite;
using SQLitePCL;

namespace Larder.Support;

/// <summary>What a state folder holds, without the times at which it came to be: two runs over the same facts must agree in every line.</summary>
internal static class StateFacts
{
    private static readonly string[] Registry =
    [
        "SELECT kind, name, version, content_hash, is_retired FROM definition ORDER BY 1, 2, 3",
        "SELECT dataset_version, rows, content_hash FROM dataset ORDER BY 1",
        "SELECT name, version, content_hash, dataset_version FROM model ORDER BY 1, 2",
        "SELECT name, alias, version FROM model_alias ORDER BY 1, 2",
    ];

    public static IReadOnlyList<string> Of(string state) =>
    [
        .. Tables(state),
        .. Registry.Select(sql => Rows(Path.Combine(state, "registry.db"), sql)),
        .. Online(Path.Combine(state, "online.db")),
    ];

    /// <summary>The part of it that ingestion makes; everything else follows from it.</summary>
    public static IReadOnlyList<string> Tables(string state) => [.. Directory.GetDirectories(Path.Combine(state, "offline")).Order(StringComparer.Ordinal).Select(Table)];

    /// <summary>Number and content of the rows of the committed files of a Delta table.</summary>
    public static string Table(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(folder, "_delta_log"), "*.json").SelectMany(File.ReadLines)
            .Select(line => (string?)JsonNode.Parse(line)!["add"]?["path"]).OfType<string>()
            .Select(path => Identifiers.Literal(Path.Combine(folder, Uri.UnescapeDataString(path))));
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query(
            $"SELECT count(*) || ' rows ' || md5(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR)) FROM read_parquet([{string.Join(", ", files)}], hive_partitioning = false) t");
        return $"{Path.GetFileName(folder)}: {result.Read()![0].GetString(0)}";
    }

    /// <summary>Changes a SQLite file behind the program's back.</summary>
    public static void Execute(string path, string sql)
    {
        _ = SqliteLibrary.Version;
        raw.sqlite3_open(path, out var database).ShouldBe(raw.SQLITE_OK);
        using (database)
        {
            raw.sqlite3_exec(database, sql).ShouldBe(raw.SQLITE_OK, sql);
        }
    }

    private static IEnumerable<string> Online(string path) =>
        Lines(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(t => $"{t}: {Rows(path, $"SELECT * FROM {Identifiers.Quote(t)} ORDER BY 1")}");

    private static string Rows(string path, string sql)
    {
        var lines = Lines(path, sql).ToArray();
        return $"{lines.Length} rows {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))}: {string.Join("; ", lines.Take(12).Where(l => l.Length < 200))}";
    }

    private static IEnumerable<string> Lines(string path, string sql)
    {
        _ = SqliteLibrary.Version;
        raw.sqlite3_open(path, out var database).ShouldBe(raw.SQLITE_OK);
        using (database)
        {
            raw.sqlite3_prepare_v2(database, sql, out var statement).ShouldBe(raw.SQLITE_OK, sql);
            using (statement)
            {
                while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
                {
                    yield return string.Join(' ', Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(i => raw.sqlite3_column_type(statement, i) == raw.SQLITE_BLOB
                        ? Convert.ToHexString(raw.sqlite3_column_blob(statement, i))
                        : raw.sqlite3_column_text(statement, i).utf8_to_string()));
                }
            }
        }
    }
}
