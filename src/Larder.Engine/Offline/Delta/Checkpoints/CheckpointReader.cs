using System.Globalization;
using System.Text;
using System.Text.Json;
using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Reads a checkpoint through the reader of actions, and checks that it is whole.</summary>
internal static class CheckpointReader
{
    /// <summary>The name under which a checkpoint of Larder's keeps the digest of its rows.</summary>
    public const string DigestKey = "larder.digest";

    /// <summary>The actions of a checkpoint, or null with the reason why it cannot be used.</summary>
    public static LogCommit? Read(string table, CheckpointFiles files, out string? problem, CancellationToken ct)
    {
        try
        {
            var commit = Read(table, files.Version, [.. files.Files.Select(name => Path.Join(LogFolder.Of(table), name))], ct);
            problem = commit.Protocol is null ? "it lacks the action 'protocol'" : commit.Metadata is null ? "it lacks the action 'metaData'" : null;
            return problem is null ? commit : null;
        }
        catch (Exception e) when (e is DuckDbException or LarderException or JsonException)
        {
            problem = Reason(e);
            return null;
        }
    }

    /// <summary>Whether a checkpoint is one of Larder's, and whole.</summary>
    public static bool IsOurs(string table, CheckpointFiles files, CancellationToken ct)
    {
        if (files.Files.Count > 1 || Read(table, files, out _, ct) is null)
        {
            return false;
        }

        using var connection = CheckpointEngine.Connect();
        return DigestOf(connection, Path.Join(LogFolder.Of(table), files.Name), ct) is not null;
    }

    /// <summary>The actions in files of any name.</summary>
    /// <exception cref="DuckDbException">A file is no Parquet, or cut short.</exception>
    /// <exception cref="InvalidInputException">A row is not what it should be, or was changed; the message says only which and how.</exception>
    public static LogCommit Read(string table, long version, IReadOnlyList<string> paths, CancellationToken ct)
    {
        using var connection = CheckpointEngine.Connect();
        var rows = $"read_parquet([{string.Join(", ", paths.Select(Identifiers.Literal))}], union_by_name = true, hive_partitioning = false)";
        IReadOnlyList<DuckDbColumn> columns;
        using (var described = connection.Query($"SELECT * FROM {rows} LIMIT 0", ct))
        {
            columns = described.Columns;
        }

        if (columns.Any(column => column.Name == "sidecar") && connection.QueryScalar<bool>($"SELECT count(sidecar) > 0 FROM {rows}", ct))
        {
            throw new InvalidInputException("it keeps files in sidecars (v2Checkpoint)");
        }

        var commit = new LogCommit { Version = version };
        var place = new LogPlace(table, version, IsCheckpoint: true);
        var many = new CheckpointRows(commit, place, connection, rows, columns);
        many.ReadTransactions(ct);
        ReadOthers(commit, place, connection, CheckpointColumns.ToLines(rows, columns), ct);
        many.ReadFiles(ct);
        RequireUnchanged(connection, commit, paths[0], ct);
        return commit;
    }

    private static void ReadOthers(LogCommit commit, LogPlace place, DuckDbConnection connection, string select, CancellationToken ct)
    {
        using var result = connection.Query(select, ct);
        var number = 0;
        while (result.Read(ct) is { } chunk)
        {
            var lines = chunk[0];
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var reader = new Utf8JsonReader(lines.Bytes(row));
                using var document = JsonDocument.ParseValue(ref reader);
                ActionReader.Read(commit, place, ++number, document.RootElement);
            }
        }
    }

    private static void RequireUnchanged(DuckDbConnection connection, LogCommit commit, string path, CancellationToken ct)
    {
        if (DigestOf(connection, path, ct) is { } written
            && (CheckpointContent.Of(commit) is not { } content || ContentDigest.Of(content) != written))
        {
            throw new InvalidInputException("its rows are not those that were written");
        }
    }

    /// <summary>The digest a checkpoint of Larder's states; null for one of another writer.</summary>
    private static string? DigestOf(DuckDbConnection connection, string path, CancellationToken ct)
    {
        using var result = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT value FROM parquet_kv_metadata({Identifiers.Literal(path)}) WHERE key = {Identifiers.Literal(DigestKey)}::BLOB"), ct);
        return result.Read(ct) is { } chunk ? Encoding.ASCII.GetString(chunk[0].Bytes(0)) : null;
    }

    private static string Reason(Exception e)
    {
        var line = e.Message.Split('\n', 2)[0].Trim().TrimEnd('.');
        var kind = line.IndexOf(" Error: ", StringComparison.Ordinal);
        return e is DuckDbException && kind >= 0 ? line[(kind + " Error: ".Length)..] : line;
    }
}
