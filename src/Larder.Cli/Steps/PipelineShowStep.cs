using System.Text.Json.Nodes;
using Larder.Cli.Output;
using Larder.Pipelines;
using Larder.Pipelines.Tasks;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Shows a pipeline.</summary>
internal static class PipelineShowStep
{
    public static void Run(PipelineDefinition pipeline, Instant now, int next, Reporter report)
    {
        report.Heading(pipeline.Name);
        if (pipeline.Description is { } description)
        {
            report.Line($"  {description}");
        }

        foreach (var line in PipelineGraphText.Of(pipeline))
        {
            report.Line($"  {line}");
        }

        report.Line($"  schedule: {pipeline.Schedule?.Text ?? "on demand"}");
        Instant[] times = pipeline.Schedule is { } schedule ? [.. Times(schedule, now, next)] : [];
        foreach (var time in times)
        {
            report.Line($"    {time}");
        }

        foreach (var parameter in pipeline.Parameters)
        {
            report.Line($"  parameter {parameter.Name}: {parameter.Type.Name}, {parameter.Default}{(parameter.Rule is { } rule ? $", {rule}" : string.Empty)}");
        }

        report.Json(new JsonObject
        {
            ["name"] = pipeline.Name,
            ["description"] = pipeline.Description,
            ["schedule"] = pipeline.Schedule?.Text,
            ["next"] = new JsonArray([.. times.Select(t => (JsonNode)t.ToString())]),
            ["tasks"] = new JsonArray([.. pipeline.Tasks.Select(t => (JsonNode)ToJson(pipeline, t))]),
        });
    }

    private static IEnumerable<Instant> Times(Pipelines.Schedules.Schedule schedule, Instant after, int atMost)
    {
        for (var time = schedule.Next(after); time is { } found && atMost-- > 0; time = schedule.Next(found))
        {
            yield return found;
        }
    }

    private static JsonObject ToJson(PipelineDefinition pipeline, TaskDefinition task) => new JsonObject
    {
        ["name"] = task.Name,
        ["kind"] = task.Kind.ToString().ToLowerInvariant(),
        ["upstream"] = new JsonArray([.. task.Planned.Upstream.Distinct().Select(u => (JsonNode)pipeline.Tasks[u].Name)]),
        ["rule"] = Types.Names.ToSnakeCase(task.Planned.Rule.ToString()),
        ["over_list_of"] = task.Planned.MapsOver is { } list ? pipeline.Tasks[list].Name : null,
        ["retries"] = task.Retries.Count,
        ["resources"] = task.Resources.ToString(),
    };
}
