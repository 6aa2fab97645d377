using System.Text.Json.Nodes;
using Larder.Offline.Maintenance;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Drops days beyond the retention, table after table, and says what came of it.</summary>
internal static class ExpiryStep
{
    public static async Task<IReadOnlyList<ExpiryReport>> RunAsync(StepContext context, IReadOnlyList<string> tables, Instant? asOf, bool isDryRun, CancellationToken cancellationToken)
    {
        var expiry = new TableExpiry(context.Workspace);
        var chosen = expiry.Choose(tables);
        if (chosen.Count == 0)
        {
            context.Report.Line("Nothing expires: no table is of a source that has WithRetention.");
        }

        var reports = new List<ExpiryReport>();
        foreach (var table in chosen)
        {
            var report = await context.Report.StepAsync($"expire {table}", progress => expiry.RunAsync(table, asOf, isDryRun, progress, cancellationToken));
            Print(context, report, isDryRun);
            reports.Add(report);
        }

        return reports;
    }

    public static JsonNode ToJson(ExpiryReport report) => new JsonObject
    {
        ["table"] = report.Table,
        ["version"] = report.Version,
        ["before"] = report.Before.ToString(),
        ["days"] = DataVersionStep.Array(report.Days),
        ["kept_days"] = DataVersionStep.Array(report.Kept),
        ["files"] = report.Files,
        ["rows"] = report.Rows,
        ["compacted"] = report.Compacted is { } compacted ? DataStep.ToJson(compacted) : null,
        ["pinned_by"] = DataVersionStep.Array(report.Pins),
    };

    private static void Print(StepContext context, ExpiryReport report, bool isDryRun)
    {
        if (report.Compacted is { FilesBefore: > 0 } compacted)
        {
            context.Report.Line(DataStep.Line(compacted));
        }

        context.Report.Line(report.Days.Count == 0
            ? $"  {report.Table}@{report.Version}: nothing to expire before {Day(report.Before)}"
            : $"  {report.Table}@{report.Version}: {(isDryRun ? "would drop" : "dropped")} {report.Days.Count:N0} days ({Span(report.Days)}) with {report.Rows:N0} rows in {report.Files:N0} files");
        if (report.Kept.Count > 0)
        {
            context.Report.Line($"    {report.Kept.Count:N0} older days stay ({Span(report.Kept)}): their rows revise rows that stay, or are revised by them");
        }

        foreach (var pin in report.Pins)
        {
            context.Report.Line($"    {pin} still has days of these; their files stay on disk until it is gone or made anew");
        }
    }

    private static string Day(Instant time) => time.ToString()[..10];

    private static string Span(IReadOnlyList<string> days) => days.Count == 1 ? days[0] : $"{days[0]} to {days[^1]}";
}
