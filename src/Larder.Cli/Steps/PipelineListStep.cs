using System.Text.Json.Nodes;
using Larder.Pipelines;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Lists pipelines, and stops and starts their schedules.</summary>
internal static class PipelineListStep
{
    public static async Task RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var positions = await context.Pipelines.Schedules.PositionsAsync(cancellationToken);
        var now = Instant.From(context.Workspace.Clock.GetUtcNow());
        var listed = new List<(PipelineDefinition Pipeline, Instant? Next, bool IsPaused, RunRecord? Last)>();
        foreach (var pipeline in context.Catalog.Pipelines)
        {
            var last = await context.Pipelines.History.ListAsync(new(pipeline.Name, 1), cancellationToken);
            listed.Add((pipeline, pipeline.Schedule?.Next(now), positions.GetValueOrDefault(pipeline.Name)?.IsPaused ?? false, last.Count > 0 ? last[0] : null));
        }

        if (listed.Count == 0)
        {
            context.Report.Line("This repository defines no pipeline; add a public property: Pipeline Daily => Pipeline(p => { p.Task(…); }).");
        }
        else
        {
            context.Report.Table(
                ["pipeline", "tasks", "schedule", "next", "last run", "state"],
                listed.Select(l => (IReadOnlyList<string>)
                    [l.Pipeline.Name, $"{l.Pipeline.Tasks.Count}", l.Pipeline.Schedule?.Text ?? "on demand", l.IsPaused ? "paused" : l.Next?.ToString() ?? "", l.Last?.RunId ?? "", l.Last?.State.ToString().ToLowerInvariant() ?? ""]));
        }

        context.Report.Json(new JsonObject
        {
            ["pipelines"] = new JsonArray([.. listed.Select(l => (JsonNode)new JsonObject
            {
                ["name"] = l.Pipeline.Name,
                ["description"] = l.Pipeline.Description,
                ["tasks"] = l.Pipeline.Tasks.Count,
                ["schedule"] = l.Pipeline.Schedule?.Text,
                ["next"] = l.IsPaused ? null : l.Next?.ToString(),
                ["paused"] = l.IsPaused,
                ["last_run"] = l.Last is null ? null : PipelineRunsStep.ToJson(l.Last),
            })]),
        });
    }

    public static async Task PauseAsync(StepContext context, string name, bool isPaused, CancellationToken cancellationToken)
    {
        var pipeline = context.Catalog.Pipeline(name);
        if (pipeline.Schedule is null)
        {
            throw new Errors.InvalidInputException($"Pipeline {name} has no schedule to pause; it runs on demand only.");
        }

        await context.Pipelines.Schedules.PauseAsync(name, isPaused, cancellationToken);
        context.Report.Line($"  {name} {(isPaused ? "makes no runs until 'larder pipeline unpause'" : "makes runs again")}");
        context.Report.Json(new JsonObject { ["name"] = name, ["paused"] = isPaused });
    }
}
