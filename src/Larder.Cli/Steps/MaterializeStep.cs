using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.Storage;

namespace Larder.Cli.Steps;

/// <summary>Materializes views one after the other.</summary>
internal static class MaterializeStep
{
    public static async Task<IReadOnlyList<MaterializationReport>> RunAsync(
        StepContext context, IReadOnlyList<CompiledSourceView> views, MaterializationOptions options, CancellationToken cancellationToken)
    {
        await DeriveStep.RunAsync(context, views.Select(v => v.Source), cancellationToken);
        var reports = new List<MaterializationReport>();
        foreach (var view in views)
        {
            var report = await context.Report.StepAsync($"materialize {view.Name}", progress => context.Runs.MaterializeAsync(view, () => new Materializer(context.Workspace)
                .RunAsync(view, options with { Progress = progress }, cancellationToken)));
            context.Report.Line($"  {report.OnlineView}: {report.Rows:N0} entities as of {report.AsOf}, {report.Written:N0} written{(report.Resumed > 0 ? $", {report.Resumed:N0} by an earlier run" : string.Empty)}");
            if (report.Files is { Skipped: > 0 } files)
            {
                context.Report.Line($"    {files.Table}: {files.Read:N0} files read, {files.Skipped:N0} skipped");
            }

            if (report.Range is { } range)
            {
                context.Report.Line(range.IsWhole
                    ? $"    {range.Range} brought; the view has all there is, as after a run over everything"
                    : $"    {range.Range} brought; done so far {string.Join(", ", range.Done)}; the rest waits for further ranges or a run over everything");
            }

            if (report.WholeBecause is { } reason)
            {
                context.Report.Line($"    all entities were written: {reason}");
            }
            else if (report.CodeChanged)
            {
                context.Report.Line("    code changed since the last materialize: all rows were written again");
            }

            reports.Add(report);
        }

        return reports;
    }

    public static JsonArray ToJson(IEnumerable<MaterializationReport> reports) => new([.. reports.Select(r => (JsonNode)new JsonObject
    {
        ["view"] = r.View,
        ["online_view"] = r.OnlineView,
        ["as_of"] = r.AsOf.ToString(),
        ["rows"] = r.Rows,
        ["written"] = r.Written,
        ["resumed"] = r.Resumed,
        ["code_changed"] = r.CodeChanged,
        ["whole_because"] = r.WholeBecause,
        ["files"] = r.Files is { } files ? ToJson(files) : null,
        ["range"] = r.Range is { } range ? ToJson(range.Range) : null,
        ["ranges_done"] = r.Range is { } all ? new JsonArray([.. all.Done.Select(d => (JsonNode)ToJson(d))]) : null,
        ["is_whole"] = r.Range?.IsWhole ?? true,
    })]);

    public static JsonObject ToJson(TableFiles files) => new() { ["table"] = files.Table, ["read"] = files.Read, ["skipped"] = files.Skipped };

    private static JsonObject ToJson(EventRange range) => new() { ["from"] = range.From.ToString(), ["to"] = range.Before.ToString() };
}
