using Larder.Pipelines;
using Larder.Pipelines.Rules;
using Larder.Pipelines.Tasks;

namespace Larder.Cli.Output;

/// <summary>A pipeline's graph as lines of text: tasks in the order of the graph, each behind its depth, with what it depends on.</summary>
internal static class PipelineGraphText
{
    public static IEnumerable<string> Of(PipelineDefinition pipeline)
    {
        var depth = new int[pipeline.Tasks.Count];
        foreach (var task in pipeline.Plan.Graph.Order)
        {
            foreach (var up in pipeline.Plan.Graph.Upstream(task))
            {
                depth[task] = Math.Max(depth[task], depth[up] + 1);
            }
        }

        foreach (var task in pipeline.Plan.Graph.Order)
        {
            var definition = pipeline.Tasks[task];
            var mark = depth[task] == 0 ? string.Empty : $"{new string(' ', (depth[task] - 1) * 3)}└─ ";
            yield return $"{mark}{definition.Name}{Notes(pipeline, definition)}";
        }
    }

    private static string Notes(PipelineDefinition pipeline, TaskDefinition task)
    {
        var notes = new List<string>();
        if (task.Kind != TaskKind.Method)
        {
            notes.Add(task.Kind.ToString().ToLowerInvariant());
        }

        if (task.Planned.Upstream.Count > 0)
        {
            notes.Add($"after {string.Join(", ", task.Planned.Upstream.Distinct().Select(u => pipeline.Tasks[u].Name))}");
        }

        if (task.Planned.MapsOver is { } list)
        {
            notes.Add($"for each of {pipeline.Tasks[list].Name}");
        }

        if (task.Planned.Branch is var (branch, choice))
        {
            notes.Add($"if {pipeline.Tasks[branch].Name} is {choice}");
        }

        if (task.Planned.Rule != TriggerRule.AllSuccess)
        {
            notes.Add(Types.Names.ToSnakeCase(task.Planned.Rule.ToString()));
        }

        if (task.Retries.Count > 0)
        {
            notes.Add($"{task.Retries.Count} retries");
        }

        return notes.Count == 0 ? string.Empty : $"  ({string.Join("; ", notes)})";
    }
}
