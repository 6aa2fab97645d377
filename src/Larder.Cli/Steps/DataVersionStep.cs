using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Offline.Maintenance;
using Larder.Offline.Versions;
using Larder.Storage;

namespace Larder.Cli.Steps;

/// <summary>Says what a data version consists of.</summary>
internal static class DataVersionStep
{
    private const int ShortHash = 12;
    private const int LongestValue = 40;
    private const int MostFiles = 20;

    public static void Print(Reporter report, DataManifest manifest, IReadOnlyList<ColumnProfile> profiles)
    {
        report.Heading(Name(manifest));
        foreach (var (what, value) in Facts(manifest).Where(fact => fact.Value.Length > 0))
        {
            report.Line($"  {what,-13} {value}");
        }

        report.Table(
            ["column", "type", "nulls", "min", "max", "distinct", "mean"],
            manifest.Columns.Select(column => Row(column, profiles.FirstOrDefault(profile => profile.Column == column.Name))));
        report.Table(["file", "rows", "bytes", "SHA-256"], manifest.Files.Take(MostFiles).Select(file => (IReadOnlyList<string>)[file.Path, Number(file.Rows), Number(file.Bytes), file.ContentHash]));
        if (manifest.Files.Count > MostFiles)
        {
            report.Line($"  and {manifest.Files.Count - MostFiles:N0} more; --output json lists all");
        }
    }

    public static JsonObject ToJson(DataManifest manifest, IReadOnlyList<ColumnProfile> profiles)
    {
        var json = Head(manifest);
        json["columns"] = new JsonArray([.. manifest.Columns.Select(column => (JsonNode)ToJson(column, profiles.FirstOrDefault(profile => profile.Column == column.Name)))]);
        json["files"] = new JsonArray([.. manifest.Files.Select(file => (JsonNode)new JsonObject
        {
            ["path"] = file.Path,
            ["rows"] = file.Rows,
            ["bytes"] = file.Bytes,
            ["sha256"] = file.ContentHash,
        })]);
        return json;
    }

    public static JsonObject ToJson(DataManifest manifest, string folder) => new()
    {
        ["version"] = manifest.Reference,
        ["content_hash"] = manifest.ContentHash,
        ["rows"] = manifest.Rows,
        ["files"] = manifest.Files.Count,
        ["folder"] = folder,
    };

    /// <summary>What a version is, without its columns and files.</summary>
    public static JsonObject Head(DataManifest manifest)
    {
        var json = new JsonObject
        {
            ["version"] = manifest.Reference,
            ["time"] = manifest.Time?.ToString(),
            ["rows"] = manifest.Rows,
            ["bytes"] = manifest.Files.Sum(file => file.Bytes),
            ["content_hash"] = manifest.ContentHash,
        };
        if (manifest is TableManifest table)
        {
            json["parent"] = table.Parent?.ToString();
            json["commit"] = table.Commit is { } commit ? ToJson(commit) : null;
        }
        else if (manifest is TrainingSetManifest set)
        {
            json["training_set"] = ToJson(set.Record);
        }

        return json;
    }

    public static JsonObject ToJson(TableVersionEntry commit) => new()
    {
        ["operation"] = commit.Operation,
        ["parameters"] = Map(commit.Parameters),
        ["metrics"] = Map(commit.Metrics),
        ["engine"] = commit.Engine,
        ["user_metadata"] = commit.UserMetadata,
    };

    public static JsonObject ToJson(DatasetRecord record) => new()
    {
        ["service"] = record.Service,
        ["views"] = Array(record.Views),
        ["tables"] = Array(record.Tables),
        ["spine"] = record.Spine,
        ["spine_hash"] = record.SpineHash,
        ["as_of"] = record.AsOf.ToString(),
        ["code_version"] = record.CodeVersion,
    };

    public static JsonObject ToJson(SavedDataset saved) => new()
    {
        ["name"] = saved.Name,
        ["table"] = saved.Table.ToString(),
        ["content_hash"] = saved.ContentHash,
        ["rows"] = saved.Rows,
        ["saved_at"] = saved.SavedAt.ToString(),
    };

    public static JsonObject? ToJson(ColumnProfile? profile) => profile is null ? null : new JsonObject
    {
        ["nulls"] = profile.Nulls,
        ["min"] = profile.Min,
        ["max"] = profile.Max,
        ["distinct"] = profile.Distinct,
        ["mean"] = profile.Mean is { } mean && !double.IsFinite(mean) ? JsonValue.Create(mean.ToString(CultureInfo.InvariantCulture)) : profile.Mean,
    };

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>How people call a version.</summary>
    public static string Name(DataManifest manifest) => manifest is TrainingSetManifest set ? $"training set {Short(set.Record.DatasetVersion)}" : manifest.Reference;

    /// <summary>The part of a hash that people see.</summary>
    public static string Short(string hash) => hash[..Math.Min(ShortHash, hash.Length)];

    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A mean as people see it.</summary>
    public static string Mean(double? mean) => mean?.ToString("G6", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The beginning of a value.</summary>
    public static string Value(string? text) => text is null ? "" : text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";

    private static IEnumerable<(string What, string Value)> Facts(DataManifest manifest)
    {
        var table = manifest as TableManifest;
        var set = (manifest as TrainingSetManifest)?.Record;
        yield return ("made", $"{manifest.Time}{(table?.Commit?.Operation is { } operation ? $" by {operation}" : "")}");
        yield return ("parent", table?.Parent?.ToString() ?? "");
        yield return ("service", set?.Service ?? "");
        yield return ("tables", set is null ? "" : string.Join(", ", set.Tables));
        yield return ("as of", set?.AsOf.ToString() ?? "");
        yield return ("spine", set is null ? "" : $"{set.Spine} {Short(set.SpineHash)}".TrimStart());
        yield return ("rows", Number(manifest.Rows));
        yield return ("files", $"{Number(manifest.Files.Count)} ({Number(manifest.Files.Sum(file => file.Bytes))} bytes)");
        yield return ("content hash", manifest.ContentHash);
    }

    private static IReadOnlyList<string> Row(DataColumn column, ColumnProfile? profile) =>
    [
        column.Name, column.Type, profile is null ? "" : Number(profile.Nulls), Value(profile?.Min), Value(profile?.Max), Number(profile?.Distinct), Mean(profile?.Mean),
    ];

    private static JsonObject ToJson(DataColumn column, ColumnProfile? profile) => new JsonObject
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["partition"] = column.IsPartition,
        ["statistics"] = ToJson(profile),
    };

    private static JsonObject Map(IReadOnlyDictionary<string, string> map) => new(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
}
