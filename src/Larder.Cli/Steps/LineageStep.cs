using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;
using Larder.Cli.Lineage;
using Larder.Derived.Lineage;

namespace Larder.Cli.Steps;

/// <summary>How a lineage graph is shown.</summary>
internal enum LineageFormat
{
    /// <summary>A tree for people.</summary>
    Tree = 1,

    /// <summary>A Mermaid flowchart.</summary>
    Mermaid = 2,

    /// <summary>A graph in Graphviz's language.</summary>
    Dot = 3,
}

/// <summary>Shows what something is made of, and what is made of it.</summary>
internal static class LineageStep
{
    /// <summary>The graph of the repository and of what the state knows.</summary>
    public static async Task<LineageGraph> GraphAsync(StepContext context, CancellationToken cancellationToken)
    {
        var workspace = context.Workspace;
        var records = await LineageRecords.LoadAsync(context.Catalog, workspace.Definitions, workspace.Datasets, workspace.Models, workspace.Online, cancellationToken);
        return LineageGraph.Of(context.Catalog, records with { Queries = SqlLineage.Of(context.Catalog) });
    }

    public static async Task RunAsync(StepContext context, string name, IReadOnlyList<LineageDirection> directions, int? depth, bool columns, LineageFormat format, CancellationToken cancellationToken)
    {
        var graph = await GraphAsync(context, cancellationToken);
        var from = graph.Find(name);
        LineageWalk[] walks = [.. directions.Select(d => graph.Walk(from, d, depth, columns ? true : null))];
        switch (format)
        {
            case LineageFormat.Mermaid:
                Lines(context, LineageDrawing.Mermaid(walks));
                break;
            case LineageFormat.Dot:
                Lines(context, LineageDrawing.Dot(walks));
                break;
            default:
                foreach (var walk in walks)
                {
                    new LineageTree(context.Report, graph, walk).Write();
                }

                break;
        }

        var json = new JsonObject { ["name"] = name, ["from"] = new JsonArray([.. from.Select(n => (JsonNode)n.Id)]) };
        foreach (var walk in walks)
        {
            json[walk.Direction == LineageDirection.Upstream ? "upstream" : "downstream"] = LineageJson.Of(walk);
        }

        context.Report.Json(json);
    }

    private static void Lines(StepContext context, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            context.Report.Line(line);
        }
    }
}
