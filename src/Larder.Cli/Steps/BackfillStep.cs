using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Derived;

namespace Larder.Cli.Steps;

/// <summary>Plans and runs a backfill.</summary>
internal static class BackfillStep
{
    public static async Task<BackfillPlan> PlanAsync(StepContext context, SourceDefinition source, BackfillOptions options, CancellationToken cancellationToken)
    {
        var plan = await context.Report.StepAsync($"plan backfill of {source.Name}", progress => new Backfiller(context.Workspace, progress).PlanAsync(source, options, cancellationToken));
        if (plan.Reason is null)
        {
            context.Report.Line($"  {plan.Source} is up to date; nothing to compute");
            return plan;
        }

        if (plan.Whole is { } whole)
        {
            context.Report.Line($"  {plan.Source}: {plan.Reason}");
            context.Report.Line($"  would read {string.Join(", ", plan.Reads)}, {whole.Reads:N0} rows, and compute all of {plan.Source} in place of {whole.Replaces:N0} rows, which stay until one commit switches");
            return plan;
        }

        BackfillDay[] days = [.. plan.Days.Where(d => d is { IsWanted: true, IsDone: false })];
        context.Report.Line($"  {plan.Source}: {plan.Reason}");
        context.Report.Line($"  would read {string.Join(", ", plan.Reads)} and {days.Sum(d => d.Rows):N0} events of {days.Length:N0} days{(days.Length == 0 ? string.Empty : $", {Text(days[0].Day)} to {Text(days[^1].Day)}")}");
        context.Report.Line($"  would write {days.Length:N0} days; {plan.Days.Count(d => d.IsDone):N0} are computed, {plan.Days.Count(d => !d.IsDone && !d.IsWanted):N0} would be missing before the switch");
        return plan;
    }

    public static async Task<BackfillReport> RunAsync(StepContext context, SourceDefinition source, BackfillOptions options, CancellationToken cancellationToken)
    {
        var report = await context.Report.StepAsync($"backfill {source.Name}", progress => new Backfiller(context.Workspace, progress).RunAsync(source, options, cancellationToken));
        context.Report.Line(source.Derivation is SqlDerivation
            ? $"  {report.Source}@{report.TableVersion}: {(report.Rows > 0 ? $"{report.Rows:N0} rows computed, the table has the new rows" : "nothing computed")}"
            : report.TableVersion is { } version
            ? $"  {report.Source}@{version}: {report.Computed:N0} days with {report.Rows:N0} rows computed, the table has the new rows"
            : $"  {report.Source}: {report.Computed:N0} days with {report.Rows:N0} rows computed, {report.Missing:N0} days to go; the table stays as it is until then");
        return report;
    }

    public static JsonObject ToJson(BackfillPlan plan) => new()
    {
        ["source"] = plan.Source,
        ["reason"] = plan.Reason,
        ["reads"] = new JsonArray([.. plan.Reads.Select(r => (JsonNode)r.ToString())]),
        ["rows_read"] = plan.Whole?.Reads,
        ["rows_replaced"] = plan.Whole?.Replaces,
        ["days"] = new JsonArray([.. plan.Days.Select(d => (JsonNode)new JsonObject { ["day"] = Text(d.Day), ["rows"] = d.Rows, ["done"] = d.IsDone, ["wanted"] = d.IsWanted })]),
    };

    public static JsonObject ToJson(BackfillReport report) => new()
    {
        ["source"] = report.Source,
        ["computed"] = report.Computed,
        ["rows"] = report.Rows,
        ["missing"] = report.Missing,
        ["table_version"] = report.TableVersion,
    };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
