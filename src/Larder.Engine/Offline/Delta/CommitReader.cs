using System.Globalization;
using System.Text.Json;

namespace Larder.Offline.Delta;

/// <summary>Reads one commit file: JSON objects, one a line, each an action. Unknown actions and members are ignored, as the protocol asks; damage never is.</summary>
internal static class CommitReader
{
    public static LogCommit Read(string table, long version, ReadOnlyMemory<byte> content)
    {
        var commit = new LogCommit { Version = version };
        var lines = 0;
        for (var start = 0; start < content.Length;)
        {
            var rest = content[start..];
            var length = rest.Span.IndexOf((byte)'\n');
            var line = length < 0 ? rest : rest[..length];
            start += line.Length + 1;
            lines++;
            ReadLine(commit, table, lines, line, isLast: start >= content.Length);
        }

        if (content.Length == 0)
        {
            throw DeltaErrors.Damaged(table, version, 0, "is empty");
        }

        if (commit.PromisedFiles is { } promised && promised != commit.Files.Count(file => file.Added is not null))
        {
            throw DeltaErrors.Damaged(table, version, 0, string.Create(
                CultureInfo.InvariantCulture, $"is cut off after line {lines}: it adds {commit.Files.Count} of {promised} files"));
        }

        return commit;
    }

    private static void ReadLine(LogCommit commit, string table, int number, ReadOnlyMemory<byte> line, bool isLast)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            var what = isLast ? "is cut off or not valid JSON" : "is not valid JSON";
            throw DeltaErrors.Damaged(table, commit.Version, number, $"{what} (byte {e.BytePositionInLine + 1})", e);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw DeltaErrors.Damaged(table, commit.Version, number, "is not a JSON object");
            }

            try
            {
                foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
                {
                    ReadAction(commit, new(table, commit.Version, number, member.Name, member.Value), member.Name, number);
                }
            }
            catch (InvalidOperationException e)
            {
                // JSON may be well formed while a text in it is neither UTF-8 nor a whole surrogate pair.
                throw DeltaErrors.Damaged(table, commit.Version, number, "holds text that is not valid Unicode", e);
            }
        }
    }

    private static void ReadAction(LogCommit commit, LogAction action, string name, int line)
    {
        switch (name)
        {
            case "add":
                commit.Files.Add(ReadAdd(commit.Version, action));
                break;
            case "remove":
                commit.Files.Add((new(Path(action), action.DeletionVector()), null));
                break;
            case "txn":
                commit.Transactions.Add((action.Text("appId"), action.Number("version"), action.OptionalTime("lastUpdated")));
                break;
            case "protocol":
                commit.Protocol = new(action.Int32("minReaderVersion"), action.Int32("minWriterVersion"), action.Texts("readerFeatures"), action.Texts("writerFeatures"));
                break;
            case "metaData":
                commit.Metadata = new(
                    action.Text("id"), action.OptionalText("schemaString"), action.Texts("partitionColumns"), action.Map("configuration"), commit.Version, line);
                break;
            case "commitInfo":
                ReadCommitInfo(commit, action);
                break;
        }
    }

    private static (LogFile Key, DeltaFile Added) ReadAdd(long version, LogAction action)
    {
        var path = Path(action);
        var size = action.Number("size");
        if (size < 0)
        {
            throw action.Damaged("has a negative 'size'");
        }

        var values = action.Map("partitionValues").ToDictionary(entry => entry.Key, entry => string.IsNullOrEmpty(entry.Value) ? null : entry.Value, StringComparer.Ordinal);
        var stats = action.OptionalText("stats");
        stats = string.IsNullOrEmpty(stats) ? null : stats;
        var time = action.OptionalTime("modificationTime") ?? throw action.Damaged("lacks 'modificationTime'");
        return (new(path, action.DeletionVector()), new(path, values, size, Rows(action, stats), stats, time, version) { Tags = action.LooseTexts("tags") });
    }

    private static string Path(LogAction action)
    {
        var encoded = action.Text("path");
        return DeltaPath.Decode(encoded, out var problem) ?? throw action.Damaged($"has a 'path' that {problem}: '{encoded}'");
    }

    private static long? Rows(LogAction action, string? stats)
    {
        if (stats is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(stats);
            return document.RootElement.TryGetProperty("numRecords", out var rows) && rows.ValueKind != JsonValueKind.Null ? rows.GetInt64() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw action.Damaged("has 'stats' that are not valid");
        }
    }

    /// <summary>Free-form by the protocol, so members of unexpected shape are left alone, except in Larder's own commits.</summary>
    private static void ReadCommitInfo(LogCommit commit, LogAction action)
    {
        commit.UserMetadata = action.LooseText("userMetadata");
        commit.Timestamp = action.LooseTime("timestamp");
        if (action.LooseText("engineInfo")?.StartsWith(CommitWriter.EnginePrefix, StringComparison.Ordinal) == true
            && action.Map("operationMetrics").TryGetValue("numFiles", out var files)
            && long.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out var promised))
        {
            commit.PromisedFiles = promised;
        }
    }
}
