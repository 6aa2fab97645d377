using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Larder.Offline.Delta;

/// <summary>
/// The naive twin of the log reader: every commit from 0 on as a tree of JSON, one dictionary, no checkpoints, no checks. It describes a version as lines of text.
/// </summary>
internal static class NaiveReplay
{
    public static List<string> Describe(string folder, long version)
    {
        JsonNode? protocol = null, metadata = null;
        var files = new List<(string Path, long AddedIn, JsonNode Add)>();
        var transactions = new Dictionary<string, (long Version, long CommittedIn, string? Text)>();
        for (var v = 0L; v <= version; v++)
        {
            var actions = File.ReadAllLines(LogFolder.CommitPath(folder, v)).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
            var text = (string?)actions.Select(action => action["commitInfo"]).FirstOrDefault(info => info is not null)?["userMetadata"];
            foreach (var action in actions)
            {
                protocol = action["protocol"] ?? protocol;
                metadata = action["metaData"] ?? metadata;
                if ((action["add"] ?? action["remove"]) is { } file)
                {
                    var path = Uri.UnescapeDataString((string)file["path"]!);
                    files.RemoveAll(other => other.Path == path);
                    if (action["add"] is { } add)
                    {
                        files.Add((path, v, add));
                    }
                }

                if (action["txn"] is { } txn)
                {
                    transactions[(string)txn["appId"]!] = ((long)txn["version"]!, v, text);
                }
            }
        }

        return
        [
            $"version {version}, reader {protocol!["minReaderVersion"]}, writer {protocol["minWriterVersion"]}, table {metadata!["id"]}",
            .. Pairs(metadata["configuration"]),
            .. files.Select(file => string.Create(
                CultureInfo.InvariantCulture, $"{file.Path} {file.AddedIn} {file.Add["size"]} {file.Add["modificationTime"]} {file.Add["stats"]} [{string.Join(' ', Pairs(file.Add["partitionValues"]))}]")),
            .. transactions.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}"),
        ];
    }

    public static List<string> Describe(DeltaSnapshot read) =>
    [
        $"version {read.Version}, reader {read.Protocol.MinReaderVersion}, writer {read.Protocol.MinWriterVersion}, table {read.Id}",
        .. read.Configuration.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"),
        .. read.Files.Select(file => string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Path} {file.AddedIn} {file.Size} {file.ModificationTime.Microseconds / 1000} {Encoding.UTF8.GetString(file.Stats.Span)} [{string.Join(' ', file.PartitionValues.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"))}]")),
        .. read.Transactions.Values.OrderBy(transaction => transaction.AppId, StringComparer.Ordinal)
            .Select(transaction => $"{transaction.AppId} {(transaction.Version, transaction.CommittedIn, transaction.UserMetadata)}"),
    ];

    private static IEnumerable<string> Pairs(JsonNode? map) =>
        (map?.AsObject() ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={(string?)entry.Value}");
}
