using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Offline.Versions;

namespace Larder.Cli.Steps;

/// <summary>Says what changed between two data versions.</summary>
internal static class DataDiffStep
{
    private const string Arrow = " → ";

    public static void Print(Reporter report, DataDiff diff)
    {
        report.Heading($"{DataVersionStep.Name(diff.From)}{Arrow}{DataVersionStep.Name(diff.To)}");
        foreach (var change in diff.Columns)
        {
            report.Line(change switch
            {
                { From: null } => $"  + {change.Name} {change.To}",
                { To: null } => $"  - {change.Name} {change.From}",
                _ => $"  ~ {change.Name} {change.From}{Arrow}{change.To}",
            });
        }

        if (diff.Columns.Count > 0)
        {
            report.Line($"  rows are compared by the {diff.ComparedColumns.Count:N0} columns that both have");
        }

        report.Line($"  rows: {DataVersionStep.Number(diff.From.Rows)}{Arrow}{DataVersionStep.Number(diff.To.Rows)}, {diff.Added:N0} added, {diff.Removed:N0} removed");
        report.Line($"  files: {diff.From.Files.Count:N0}{Arrow}{diff.To.Files.Count:N0}, {diff.SharedFiles:N0} in both");
        report.Table(["column", "nulls", "min", "max", "distinct", "mean"], Names(diff).Select(name => Row(diff, name)));
        if (diff.Examples.Count > 0)
        {
            report.Table(["", .. diff.ComparedColumns], diff.Examples.Select(row => (IReadOnlyList<string>)[Sign(row.Count), .. row.Values.Select(value => value is null ? "null" : DataVersionStep.Value(value))]));
        }
    }

    public static JsonObject ToJson(DataDiff diff) => new()
    {
        ["from"] = DataVersionStep.Head(diff.From),
        ["to"] = DataVersionStep.Head(diff.To),
        ["schema"] = new JsonArray([.. diff.Columns.Select(change => (JsonNode)new JsonObject { ["column"] = change.Name, ["from"] = change.From, ["to"] = change.To })]),
        ["rows_added"] = diff.Added,
        ["rows_removed"] = diff.Removed,
        ["compared_columns"] = DataVersionStep.Array(diff.ComparedColumns),
        ["shared_files"] = diff.SharedFiles,
        ["statistics"] = new JsonArray([.. Names(diff).Select(name => (JsonNode)new JsonObject
        {
            ["column"] = name,
            ["from"] = DataVersionStep.ToJson(Of(diff.FromProfiles, name)),
            ["to"] = DataVersionStep.ToJson(Of(diff.ToProfiles, name)),
        })]),
        ["examples"] = new JsonArray([.. diff.Examples.Select(row => (JsonNode)new JsonObject
        {
            ["count"] = row.Count,
            ["row"] = new JsonObject(diff.ComparedColumns.Zip(row.Values, (column, value) => KeyValuePair.Create(column, (JsonNode?)value))),
        })]),
    };

    private static IEnumerable<string> Names(DataDiff diff) => diff.ToProfiles.Concat(diff.FromProfiles).Select(profile => profile.Column).Distinct();

    private static ColumnProfile? Of(IReadOnlyList<ColumnProfile> profiles, string column) => profiles.FirstOrDefault(profile => profile.Column == column);

    private static IReadOnlyList<string> Row(DataDiff diff, string column)
    {
        var (from, to) = (Of(diff.FromProfiles, column), Of(diff.ToProfiles, column));
        string Cell(Func<ColumnProfile, string> of) => (from is null ? "" : of(from), to is null ? "" : of(to)) switch
        {
            var (before, after) when before == after => before,
            var (before, after) => $"{before}{Arrow}{after}",
        };
        return
        [
            column,
            Cell(profile => DataVersionStep.Number(profile.Nulls)),
            Cell(profile => DataVersionStep.Value(profile.Min)),
            Cell(profile => DataVersionStep.Value(profile.Max)),
            Cell(profile => DataVersionStep.Number(profile.Distinct)),
            Cell(profile => DataVersionStep.Mean(profile.Mean)),
        ];
    }

    private static string Sign(long count) => count switch
    {
        1 => "+",
        -1 => "-",
        > 0 => $"+{count}",
        _ => $"{count}",
    };
}
