using System.Text.Json.Nodes;
using Larder.Offline.Maintenance;

namespace Larder.Cli.Steps;

/// <summary>Looks after the offline tables, one after the other, and says what came of it.</summary>
internal static class DataStep
{
    public static async Task<IReadOnlyList<CompactionReport>> CompactAsync(StepContext context, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var maintenance = new TableMaintenance(context.Workspace);
        var reports = new List<CompactionReport>();
        foreach (var table in Chosen(context, maintenance, tables))
        {
            var report = await context.Report.StepAsync($"compact {table}", progress => maintenance.CompactAsync(table, progress: progress, cancellationToken: cancellationToken));
            context.Report.Line(report.FilesBefore == 0 ? $"  {table}@{report.Version}: no small files" : Line(report));
            reports.Add(report);
        }

        return reports;
    }

    public static async Task<IReadOnlyList<VacuumReport>> VacuumAsync(StepContext context, IReadOnlyList<string> tables, VacuumOptions options, CancellationToken cancellationToken)
    {
        var maintenance = new TableMaintenance(context.Workspace);
        var reports = new List<VacuumReport>();
        foreach (var table in Chosen(context, maintenance, tables))
        {
            var report = await context.Report.StepAsync($"vacuum {table}", _ => maintenance.VacuumAsync(table, options, cancellationToken));
            var does = options.DryRun ? "would delete" : "deleted";
            context.Report.Line($"  {table}: {does} {report.Files.Count:N0} files ({report.Bytes:N0} bytes) and {report.LogFiles.Count:N0} of the log");
            foreach (var path in options.DryRun ? report.Files.Concat(report.LogFiles.Select(name => $"_delta_log/{name}")) : [])
            {
                context.Report.Line($"    {path}");
            }

            foreach (var version in report.Lost)
            {
                context.Report.Warning($"{table}@{version}, which a training set or the online store was made of, is not in the log any more; it cannot be built again");
            }

            reports.Add(report);
        }

        return reports;
    }

    /// <summary>What became of small files.</summary>
    public static string Line(CompactionReport report) => $"  {report.Table}@{report.Version}: {report.FilesBefore:N0} files with {report.Rows:N0} rows are {report.FilesAfter:N0} now";

    public static JsonNode ToJson(CompactionReport report) => new JsonObject
    {
        ["table"] = report.Table,
        ["version"] = report.Version,
        ["files_before"] = report.FilesBefore,
        ["files_after"] = report.FilesAfter,
        ["rows"] = report.Rows,
    };

    public static JsonNode ToJson(VacuumReport report) => new JsonObject
    {
        ["table"] = report.Table,
        ["retention_days"] = report.Retention.TotalDays,
        ["files"] = DataVersionStep.Array(report.Files),
        ["bytes"] = report.Bytes,
        ["log_files"] = DataVersionStep.Array(report.LogFiles),
        ["pinned_versions"] = new JsonArray([.. report.Pinned.Select(version => (JsonNode)version)]),
        ["lost_versions"] = new JsonArray([.. report.Lost.Select(version => (JsonNode)version)]),
    };

    private static IReadOnlyList<string> Chosen(StepContext context, TableMaintenance maintenance, IReadOnlyList<string> tables)
    {
        IReadOnlyList<string> chosen = tables.Count > 0 ? [.. tables.Distinct()] : maintenance.Tables;
        if (chosen.Count == 0)
        {
            context.Report.Line("There is no offline table yet; 'larder ingest' makes the first.");
        }

        return chosen;
    }
}
