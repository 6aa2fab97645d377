using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Pipelines.Runs;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Tells of runs, and asks things of them.</summary>
internal static class PipelineRunsStep
{
    public static async Task ListAsync(StepContext context, string? pipeline, int atMost, CancellationToken cancellationToken)
    {
        var runs = await context.Pipelines.History.ListAsync(new(pipeline is null ? null : context.Catalog.Pipeline(pipeline).Name, atMost), cancellationToken);
        if (runs.Count == 0)
        {
            context.Report.Line("There is no run yet; 'larder pipeline run' makes one.");
        }
        else
        {
            context.Report.Table(["run", "state", "interval", "began", "took", "cause"], runs.Select(Row));
        }

        context.Report.Json(new JsonObject { ["runs"] = new JsonArray([.. runs.Select(r => (JsonNode)ToJson(r))]) });
    }

    public static async Task LogsAsync(StepContext context, string runId, string? task, CancellationToken cancellationToken)
    {
        var run = (await context.Pipelines.History.ListAsync(new RunQuery { RunId = runId }, cancellationToken)) is [var found] ? found : throw StoreErrors.NoSuchRun(runId);
        var events = await context.Pipelines.History.EventsAsync(runId, 0, cancellationToken);
        var shown = new JsonArray();
        foreach (var happened in events.Where(e => task is null || e.Task == task))
        {
            context.Report.Line(RunLines.Of(happened));
            var lines = happened is { Kind: RunEventKind.AttemptEnded, IsReused: false } ? await RunFiles.LogAsync(context.Workspace.Options.StatePath, runId, happened, cancellationToken) : [];
            foreach (var line in lines)
            {
                context.Report.Line($"    {line}");
            }

            var json = JsonNode.Parse(RunEventJson.Write(happened))!.AsObject();
            json["log"] = new JsonArray([.. lines.Select(l => (JsonNode)l)]);
            shown.Add(json);
        }

        context.Report.Json(new JsonObject { ["run"] = ToJson(run), ["events"] = shown });
    }

    public static async Task RequestAsync(StepContext context, string runId, RunRequestKind kind, string? task, CancellationToken cancellationToken)
    {
        await context.Pipelines.Runs.RequestAsync(new(runId, kind, task, Environment.UserName, Instant.From(context.Workspace.Clock.GetUtcNow())), cancellationToken);
        var what = kind.ToString().ToLowerInvariant();
        context.Report.Line($"  {what} of {runId}{(task is null ? string.Empty : $", {task},")} is asked; the process that owns the run does it within seconds");
        context.Report.Json(new JsonObject { ["run"] = runId, ["asked"] = what, ["task"] = task });
    }

    public static JsonObject ToJson(RunRecord run) => new()
    {
        ["run"] = run.RunId,
        ["pipeline"] = run.Pipeline,
        ["state"] = run.State.ToString().ToLowerInvariant(),
        ["interval_start"] = run.Interval.Start.ToString(),
        ["interval_end"] = run.Interval.End.ToString(),
        ["created_at"] = run.CreatedAt.ToString(),
        ["started_at"] = run.StartedAt?.ToString(),
        ["ended_at"] = run.EndedAt?.ToString(),
        ["cause"] = run.Cause,
        ["parameters"] = JsonNode.Parse(run.ParametersJson),
        ["code_version"] = run.CodeVersion,
    };

    private static IReadOnlyList<string> Row(RunRecord run) =>
    [
        run.RunId,
        run.State.ToString().ToLowerInvariant(),
        run.Interval.ToString(),
        run.StartedAt?.ToString() ?? "",
        run is { StartedAt: { } began, EndedAt: { } ended } ? RunLines.Took(began, ended) : "",
        run.Cause,
    ];
}
