using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog.Lineage;

/// <summary>What the label and the request columns of a spine are made of.</summary>
internal sealed class SpineLineage(LineageBuilder graph, CompiledSpine spine)
{
    /// <summary>The name of every spine's label.</summary>
    public const string Label = "label";

    public void Add()
    {
        var version = graph.VersionOf("spine", spine.Name, spine.Definition);
        var id = graph.Add(new LineageNode(LineageIds.Spine(spine.Name, version), LineageKind.Spine, spine.Name) { Version = version });
        graph.Edge(LineageIds.Source(spine.Source.Name), id);
        var label = Column(Label, "bool");
        Uses(label, spine.Parts.FilterUses);
        Uses(label, spine.Parts.KeyUses);
        Uses(label, spine.LabelUses);
        if (spine.Period is not null)
        {
            // The label is whether there is an event after the cut-off.
            foreach (var clock in LineageBuilder.Clocks(spine.Source))
            {
                graph.Edge(clock, label, Transformation.Window);
            }
        }

        foreach (var (index, (column, _)) in spine.Request.Index())
        {
            var request = Column(column.Name, column.Type.Name());
            Uses(request, spine.Parts.FilterUses);
            Uses(request, spine.RequestUses[index]);
        }
    }

    private string Column(string name, string type) =>
        graph.Add(new LineageNode(LineageIds.SpineColumn(spine.Name, name), LineageKind.SpineColumn, $"{spine.Name}.{name}") { Type = type });

    private void Uses(string to, IReadOnlyList<ColumnUse> uses)
    {
        foreach (var use in uses)
        {
            graph.Edge(LineageIds.Column(spine.Source.Name, spine.Source.Schema.Columns[use.Column].Name), to, use.How);
        }
    }
}
