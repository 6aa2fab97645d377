using Larder.Catalog.Lineage;
using Larder.Cli.Output;
using Larder.Types;

namespace Larder.Cli.Lineage;

/// <summary>A walk for people: an indented line for each thing, with how it is used; what was shown above is not unfolded again.</summary>
internal sealed class LineageTree(Reporter report, LineageGraph graph, LineageWalk walk)
{
    private readonly ILookup<string, LineageEdge> _next = walk.Edges.ToLookup(e => walk.Direction == LineageDirection.Upstream ? e.To : e.From);
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    public void Write()
    {
        report.Heading(walk.Direction == LineageDirection.Upstream ? "upstream: what it is made of" : "downstream: what is made of it");
        foreach (var node in walk.From)
        {
            Write(node, 1, []);
        }
    }

    private void Write(LineageNode node, int depth, IReadOnlyList<LineageEdge> edges)
    {
        var isNew = _shown.Add(node.Id);
        var hasMore = _next[node.Id].Any();
        string[] facts = [.. new[] { Kind(node), node.Type, Uses(edges), isNew ? node.Detail : null, !isNew && hasMore ? "see above" : null }.OfType<string>()];
        report.Line($"{new string(' ', depth * 2)}{node.Label}  {string.Join(", ", facts)}");
        if (!isNew)
        {
            return;
        }

        if (node.Expression is { } expression)
        {
            report.Line($"{new string(' ', depth * 2)}  = {expression}");
        }

        foreach (var reached in _next[node.Id].GroupBy(e => walk.Direction == LineageDirection.Upstream ? e.From : e.To))
        {
            Write(graph.Node(reached.Key), depth + 1, [.. reached]);
        }
    }

    private static string Kind(LineageNode node) => Names.ToSnakeCase(node.Kind.ToString()).Replace('_', ' ') + (node.IsCurrent ? string.Empty : " (an earlier version)");

    private static string? Uses(IReadOnlyList<LineageEdge> edges)
    {
        var hows = string.Join(" and ", edges.Select(e => e.How).OfType<Transformation>().Distinct().Order().Select(h => h.SubtypeName()));
        var why = string.Join("; ", edges.Select(e => e.Description).OfType<string>().Distinct());
        return hows.Length + why.Length == 0 ? null : hows.Length == 0 ? why : why.Length == 0 ? hows : $"{hows} ({why})";
    }
}
