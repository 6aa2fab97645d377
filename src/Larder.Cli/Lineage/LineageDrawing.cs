using System.Text;
using Larder.Catalog.Lineage;

namespace Larder.Cli.Lineage;

/// <summary>Lineage as a drawing for other programs. Arrows point the way data goes.</summary>
internal static class LineageDrawing
{
    /// <summary>A Mermaid flowchart.</summary>
    public static string Mermaid(IReadOnlyList<LineageWalk> walks)
    {
        var (nodes, arrows) = Parts(walks);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var (node, number) in nodes)
        {
            text.Append($"    n{number}[\"{node.Label.Replace("\"", "#quot;", StringComparison.Ordinal)}\"]\n");
        }

        foreach (var (from, to, label) in arrows)
        {
            text.Append(label.Length == 0 ? $"    n{from} --> n{to}\n" : $"    n{from} -->|{label}| n{to}\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>A graph in Graphviz's language.</summary>
    public static string Dot(IReadOnlyList<LineageWalk> walks)
    {
        var (nodes, arrows) = Parts(walks);
        var text = new StringBuilder("digraph lineage {\n    rankdir=LR;\n    node [shape=box];\n");
        foreach (var (node, number) in nodes)
        {
            text.Append($"    n{number} [label=\"{node.Label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"];\n");
        }

        foreach (var (from, to, label) in arrows)
        {
            text.Append(label.Length == 0 ? $"    n{from} -> n{to};\n" : $"    n{from} -> n{to} [label=\"{label}\"];\n");
        }

        return text.Append('}').ToString();
    }

    private static (IReadOnlyList<(LineageNode Node, int Number)> Nodes, IEnumerable<(int From, int To, string Label)> Arrows) Parts(IReadOnlyList<LineageWalk> walks)
    {
        LineageNode[] nodes = [.. walks.SelectMany(w => w.Steps).Select(s => s.Node).DistinctBy(n => n.Id)];
        var numbers = nodes.Index().ToDictionary(n => n.Item.Id, n => n.Index);
        var arrows = walks.SelectMany(w => w.Edges).Distinct().GroupBy(e => (From: numbers[e.From], To: numbers[e.To]))
            .Select(g => (g.Key.From, g.Key.To, string.Join(", ", g.Select(e => e.How).OfType<Transformation>().Distinct().Order().Select(h => h.SubtypeName()))));
        return ([.. nodes.Index().Select(n => (n.Item, n.Index))], arrows);
    }
}
