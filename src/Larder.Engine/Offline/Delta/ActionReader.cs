using System.Text;
using System.Text.Json;

namespace Larder.Offline.Delta;

/// <summary>Reads one line of a commit or row of a checkpoint. Unknown actions and members are ignored, as the protocol asks; damage never is.</summary>
internal static class ActionReader
{
    public static void Read(LogCommit commit, LogPlace place, int number, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw place.Damaged(number, "is not a JSON object");
        }

        try
        {
            foreach (var member in root.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Object)
                {
                    ReadAction(commit, new(place, number, member.Name, member.Value), member.Name, place, number);
                }
            }
        }
        catch (InvalidOperationException e)
        {
            // JSON may be well formed while a text in it is neither UTF-8 nor a whole surrogate pair.
            throw place.Damaged(number, "holds text that is not valid Unicode", e);
        }
    }

    private static void ReadAction(LogCommit commit, LogAction action, string name, LogPlace place, int line)
    {
        switch (name)
        {
            case "add":
                commit.Files.Add(ReadAdd(commit.Version, action));
                break;
            case "remove":
                commit.Files.Add(ReadRemove(action));
                break;
            case "txn":
                commit.Transactions.Add(new(
                    action.Text("appId"), action.Number("version"), action.OptionalTime("lastUpdated"), action.OptionalNumber("committedIn"), action.LooseText("userMetadata")));
                break;
            case "protocol":
                commit.Protocol = new(action.Int32("minReaderVersion"), action.Int32("minWriterVersion"), action.Texts("readerFeatures"), action.Texts("writerFeatures"));
                break;
            case "metaData":
                commit.Metadata = ReadMetadata(action, place, line);
                break;
            case "commitInfo":
                commit.Info = LogCommitInfo.Read(action);
                break;
        }
    }

    private static LogMetadata ReadMetadata(LogAction action, LogPlace place, int line)
    {
        var format = action.LooseObject("format");
        return new(
            action.Text("id"),
            action.LooseText("name"),
            action.LooseText("description"),
            format?.LooseText("provider") ?? "parquet",
            format?.Map("options") ?? new Dictionary<string, string?>(StringComparer.Ordinal),
            action.OptionalText("schemaString"),
            action.Texts("partitionColumns"),
            action.Map("configuration"),
            action.LooseTime("createdTime"),
            place,
            line);
    }

    private static LogFileAction ReadAdd(long version, LogAction action)
    {
        var path = Path(action);
        var size = action.Number("size");
        if (size < 0)
        {
            throw action.Damaged("has a negative 'size'");
        }

        var values = Values(action);
        var stats = Encoding.UTF8.GetBytes(action.OptionalText("stats") ?? "");
        var time = action.OptionalTime("modificationTime") ?? throw action.Damaged("lacks 'modificationTime'");
        var tags = action.Map("tags");
        var file = new DeltaFile(path, values, size, Rows(action, stats), stats, time, FileTags.AddedIn(tags) ?? version) { Tags = FileTags.WithoutOurs(tags) };
        return new(new(path, action.DeletionVector()), file, null, action.OptionalBoolean("dataChange") ?? true);
    }

    private static LogFileAction ReadRemove(LogAction action)
    {
        var key = new LogFile(Path(action), action.DeletionVector());
        var values = action.LooseObject("partitionValues") is null ? null : Values(action);
        return new(key, null, new(key, action.OptionalTime("deletionTimestamp"), values, action.OptionalNumber("size")), action.OptionalBoolean("dataChange") ?? true);
    }

    private static IReadOnlyDictionary<string, string?> Values(LogAction action) => action.Map("partitionValues", emptyIsNull: true);

    private static string Path(LogAction action)
    {
        var encoded = action.Text("path");
        return DeltaPath.Decode(encoded) ?? throw action.Misplaced(encoded);
    }

    private static long? Rows(LogAction action, ReadOnlyMemory<byte> stats)
    {
        if (stats.IsEmpty)
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
}
