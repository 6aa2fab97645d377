using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Offline.Versions;

namespace Larder.Cli.Steps;

/// <summary>Says what <c>data log</c> has found.</summary>
internal static class DataLogStep
{
    public static void Print(Reporter report, DataLog log)
    {
        foreach (var warning in log.Warnings)
        {
            report.Warning(warning);
        }

        if (log.Entries.Count == 0)
        {
            report.Line("There is no data version yet; 'larder ingest' makes the first.");
            return;
        }

        report.Table(["version", "time", "what", "files", "rows", "hash", "pinned by"], log.Entries.Select(Row));
    }

    public static JsonObject ToJson(DataLog log) => new() { ["versions"] = new JsonArray([.. log.Entries.Select(ToJson)]) };

    private static IReadOnlyList<string> Row(DataLogEntry entry) =>
    [
        entry.TrainingSet is null ? entry.Reference : DataVersionStep.Short(entry.Reference),
        entry.Time.ToString(),
        What(entry),
        entry.Commit is { } commit ? Changes(commit.Metrics) : "",
        DataVersionStep.Number(entry.Rows),
        entry.ContentHash is { } hash ? DataVersionStep.Short(hash) : "",
        string.Join(", ", entry.Pins),
    ];

    private static string What(DataLogEntry entry) => entry switch
    {
        { TrainingSet: { } set } => $"training set of {set.Service} from {string.Join(", ", set.Tables)}",
        { Saved: { } saved } => $"saved dataset of {saved.Table}",
        _ => $"{entry.Commit!.Operation} {entry.Commit.Parameters.GetValueOrDefault("mode", "")}".TrimEnd(),
    };

    private static string Changes(IReadOnlyDictionary<string, string> metrics) => (metrics.GetValueOrDefault("numFiles"), metrics.GetValueOrDefault("numRemovedFiles")) switch
    {
        (null, _) => "",
        ({ } added, null) => $"+{added}",
        ({ } added, { } removed) => $"+{added} -{removed}",
    };

    private static JsonNode ToJson(DataLogEntry entry)
    {
        var (kind, of) = entry switch
        {
            { TrainingSet: { } set } => ("training_set", DataVersionStep.ToJson(set)),
            { Saved: { } saved } => ("saved", DataVersionStep.ToJson(saved)),
            _ => ("commit", DataVersionStep.ToJson(entry.Commit!)),
        };
        return new JsonObject
        {
            ["version"] = entry.Reference,
            ["kind"] = kind,
            ["time"] = entry.Time.ToString(),
            ["rows"] = entry.Rows,
            ["content_hash"] = entry.ContentHash,
            ["pinned_by"] = DataVersionStep.Array(entry.Pins),
            [kind] = of,
        };
    }
}
