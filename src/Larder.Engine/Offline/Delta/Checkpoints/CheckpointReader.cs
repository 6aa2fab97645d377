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

        var stated = DigestOf(connection, paths[0], ct);
        var content = new CheckpointTable(new(table, version, IsCheckpoint: true), rows, columns);

        // Files here and all else on another thread: the two take about as long.
        var commit = new LogCommit { Version = version };
        var others = Task.Run(() => ReadOthers(commit, content, isDigested: stated is not null, ct), ct);
        var files = new LogCommit { Version = version };
        try
        {
            new FileRows(files, content, isVouchedFor: stated is not null).Read(connection, ct);
        }
        finally
        {
            // Thrown in place of what is wrong with a file: whichever thread is faster, the same is told.
            others.GetAwaiter().GetResult();
        }

        using var digest = others.Result;
        if (stated is not null && (digest is null || End(digest, files) != stated))
        {
            throw new InvalidInputException("its rows are not those that were written");
        }

        commit.Files.AddRange(files.Files);
        return commit;
    }

    /// <summary>Reads all that is no file, transactions and what is left of removed files among it.</summary>
    /// <returns>The beginning of the digest; null when none is asked for, or nothing can be stated without what every checkpoint has.</returns>
    private static ContentDigest? ReadOthers(LogCommit commit, CheckpointTable content, bool isDigested, CancellationToken ct)
    {
        using var connection = CheckpointEngine.Connect();
        new TransactionRows(commit, content).Read(connection, ct);
        using var result = connection.Query(CheckpointColumns.ToLines(content.Rows, content.Columns), ct);
        var number = 0;
        while (result.Read(ct) is { } chunk)
        {
            var lines = chunk[0];
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var reader = new Utf8JsonReader(lines.Bytes(row));
                using var document = JsonDocument.ParseValue(ref reader);
                ActionReader.Read(commit, content.Place, ++number, document.RootElement);
            }
        }

        return isDigested && commit is { Protocol: { } protocol, Metadata: { } metadata } ? Begin(commit, protocol, metadata) : null;
    }

    private static ContentDigest Begin(LogCommit commit, DeltaProtocol protocol, LogMetadata metadata)
    {
        var digest = new ContentDigest();
        digest.Begin(commit.Version, protocol, metadata);
        foreach (var stated in commit.Transactions)
        {
            digest.Transaction(stated.AppId, stated.Version, stated.CommittedIn ?? -1, stated.LastUpdated, stated.UserMetadata);
        }

        foreach (var file in commit.Files)
        {
            digest.Remove(file.Removed!);
        }

        return digest;
    }

    private static string End(ContentDigest digest, LogCommit files)
    {
        foreach (var file in files.Files)
        {
            digest.Add(file.Added!);
        }

        return digest.End();
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
