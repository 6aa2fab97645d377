using System.Text.Json.Nodes;
using Larder.Ingestion;

namespace Larder.Cli.Steps;

/// <summary>Ingests or validates one source.</summary>
internal static class IngestStep
{
    public static async Task<IngestReport> RunAsync(StepContext context, SourceDefinition source, string? input, bool store, CancellationToken cancellationToken)
    {
        var name = store ? $"ingest {source.Name}" : $"validate {source.Name}";
        var report = await context.Report.StepAsync(name, progress => context.Runs.IngestAsync(source, input, store, () => store
            ? EventIngestion.RunAsync(context.Workspace, source, input, progress, cancellationToken)
            : EventIngestion.ValidateAsync(context.Workspace, source, input, progress, cancellationToken)));
        Print(context, report);
        return report;
    }

    public static JsonObject ToJson(IngestReport report) => new()
    {
        ["read"] = report.Counts.RowsRead,
        ["stored"] = report.Counts.RowsStored,
        ["quarantined"] = report.Counts.RowsQuarantined,
        ["repeated"] = report.Counts.RowsRepeated,
        ["too_early"] = report.Counts.RowsTooEarly,
        ["broken_rules"] = new JsonObject(report.Counts.BrokenRules.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Rule, r.Rows))),
        ["first_event"] = report.FirstEvent?.ToString(),
        ["last_event"] = report.LastEvent?.ToString(),
        ["table_version"] = report.TableVersion,
        ["repeat"] = report.IsRepeat,
        ["files"] = new JsonObject { ["read"] = report.FilesRead, ["skipped"] = report.FilesSkipped },
        ["changed_columns"] = new JsonArray([.. report.ChangedColumns.Select(c => (JsonNode)c)]),
    };

    private static void Print(StepContext context, IngestReport report)
    {
        var counts = report.Counts;
        var what = report.TableVersion is null ? "would store" : report.IsRepeat ? "stored earlier (the same files, nothing added)" : "stored";
        context.Report.Line($"  {counts.RowsRead:N0} rows read = {counts.RowsStored:N0} {what} + {counts.RowsQuarantined:N0} quarantined{(counts.RowsRepeated > 0 ? $" + {counts.RowsRepeated:N0} delivered before" : string.Empty)}");
        if (counts.RowsTooEarly > 0)
        {
            context.Report.Line($"  {counts.RowsTooEarly:N0} rows left out, from before the source begins");
        }

        if (report.FilesSkipped > 0)
        {
            context.Report.Line($"  files: {report.FilesRead:N0} read, {report.FilesSkipped:N0} skipped");
        }

        foreach (var rule in counts.BrokenRules)
        {
            context.Report.Line($"    {rule.Rule}: broken by {rule.Rows:N0}");
        }

        foreach (var changed in report.ChangedColumns)
        {
            context.Report.Line($"  columns of {changed}");
        }

        if (report.FirstEvent is { } first)
        {
            context.Report.Line($"  events from {first} to {report.LastEvent}");
        }
    }
}
