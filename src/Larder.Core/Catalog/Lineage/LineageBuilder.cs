using Larder.OnDemand;
using Larder.Types;

namespace Larder.Catalog.Lineage;

/// <summary>
/// Makes the graph: the nodes and edges of sources, views, services, spines and models in the order in which each uses the ones before, then those of the runs
/// (<see cref="RunLineage"/>).
/// </summary>
internal sealed class LineageBuilder
{
    private readonly FeatureCatalog _catalog;
    private readonly LineageRecords _records;
    private readonly Dictionary<string, LineageNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<LineageEdge> _edges = [];
    private readonly HashSet<LineageEdge> _known = [];

    public LineageBuilder(FeatureCatalog catalog, LineageRecords records) => (_catalog, _records) = (catalog, records);

    public LineageGraph Build()
    {
        foreach (var source in _catalog.Sources)
        {
            SourceNodes(source);
        }

        foreach (var view in _catalog.Views)
        {
            ViewNodes(view);
        }

        // A joined source reads views, which read sources: edges come when all of both are there.
        foreach (var source in _catalog.Derived)
        {
            new DerivedLineage(this, source).Add();
        }

        foreach (var view in _catalog.Views)
        {
            new ViewLineage(this, view).Add();
        }

        foreach (var service in _catalog.Services)
        {
            ServiceNodes(service);
        }

        foreach (var spine in _catalog.Spines)
        {
            new SpineLineage(this, spine).Add();
        }

        foreach (var model in _catalog.Models)
        {
            ModelNodes(model);
        }

        new RunLineage(this, _records).Add();
        return new LineageGraph(_nodes.Values, _edges);
    }

    /// <summary>What the engine found out about a SQL view; null where nobody asked.</summary>
    public SqlColumns? QueryOf(SourceDefinition source) => _records.Queries.GetValueOrDefault(source.Name);

    /// <summary>A node; the first one of an id stays.</summary>
    public string Add(LineageNode node)
    {
        _nodes.TryAdd(node.Id, node);
        return node.Id;
    }

    public bool Has(string id) => _nodes.ContainsKey(id);

    public void Edge(string from, string to, Transformation? how = null, string? description = null)
    {
        var edge = new LineageEdge(from, to, how, description);
        if (_known.Add(edge))
        {
            _edges.Add(edge);
        }
    }

    /// <summary>The ids of the columns that say when a row happened and was known: behind a joined source those of its base.</summary>
    public static IEnumerable<string> Clocks(SourceDefinition source)
    {
        var root = DerivationOrder.RootOf(source);
        yield return LineageIds.Column(root.Name, root.Schema.Columns[root.EventTime].Name);
        if (root.KnownAt is { } known)
        {
            yield return LineageIds.Column(root.Name, root.Schema.Columns[known].Name);
        }
    }

    /// <summary>The applied version of a definition; the one it would get where it is not applied in this form.</summary>
    public int VersionOf(string kind, string name, CanonicalJson definition) =>
        _records.Definitions.FirstOrDefault(d => d.Kind == kind && d.Name == name) is { } recorded
            ? recorded.Version + (recorded.IsRetired || recorded.ContentHash != definition.Hash ? 1 : 0)
            : 1;

    public string IdOf(CompiledView view) => LineageIds.View(view.Name, VersionOf("view", view.Name, view.Definition));

    public string IdOf(CompiledService service) => LineageIds.Service(service.Name, VersionOf("service", service.Name, service.Definition));

    public string IdOf(CompiledSpine spine) => LineageIds.Spine(spine.Name, VersionOf("spine", spine.Name, spine.Definition));

    private void SourceNodes(SourceDefinition source)
    {
        Add(new LineageNode(LineageIds.Source(source.Name), LineageKind.Source, source.Name) { Detail = source.Derivation?.Lineage ?? source.Path });
        foreach (var column in source.Schema.Columns)
        {
            Add(new LineageNode(LineageIds.Column(source.Name, column.Name), LineageKind.Column, $"{source.Name}.{column.Name}") { Type = column.Type.Name() });
        }

        // Rules decide which rows are stored, so what they read matters to every feature; it is told of the table, not of each feature.
        foreach (var (index, column) in source.Schema.Columns.Index())
        {
            if (source.Suite.RowRules.Where(r => r.Condition.Columns.Contains(index)).Select(r => r.Name).ToArray() is { Length: > 0 } rules)
            {
                Edge(LineageIds.Column(source.Name, column.Name), LineageIds.Source(source.Name), Transformation.Filter, $"rows are stored by {string.Join(", ", rules)}");
            }
            else if (source.EventId == index || source.Suite.RejectsDuplicates)
            {
                Edge(LineageIds.Column(source.Name, column.Name), LineageIds.Source(source.Name), Transformation.Filter, "repeated rows are not stored");
            }
        }
    }

    private void ViewNodes(CompiledView view)
    {
        var version = VersionOf("view", view.Name, view.Definition);
        Add(new LineageNode(LineageIds.View(view.Name, version), LineageKind.View, view.Name) { Version = version, Detail = $"of {Entities(view)}" });
        foreach (var (index, feature) in view.Features.Index())
        {
            Add(new LineageNode(LineageIds.Feature(view.Name, feature.Name), LineageKind.Feature, $"{view.Name}:{feature.Name}")
            {
                Type = feature.Type.Name(),
                Expression = view.Definition.Json["features"]![index]!["expression"] is null ? null : view.ExpressionOf(index),
            });
        }
    }

    private void ServiceNodes(CompiledService service)
    {
        var version = VersionOf("service", service.Name, service.Definition);
        var id = Add(new LineageNode(LineageIds.Service(service.Name, version), LineageKind.Service, service.Name) { Version = version });
        foreach (var view in service.Views)
        {
            Edge(IdOf(view), id);
            foreach (var feature in view.Features)
            {
                Edge(LineageIds.Feature(view.Name, feature.Name), id, Transformation.Identity);
            }
        }
    }

    private void ModelNodes(CompiledModel model)
    {
        var version = VersionOf("model", model.Name, model.Definition);
        var id = Add(new LineageNode(LineageIds.Model(model.Name, version), LineageKind.Model, model.Name) { Version = version });
        Edge(IdOf(model.Service), id);
        Edge(IdOf(model.Spine), id);
        Edge(LineageIds.SpineColumn(model.Spine.Name, SpineLineage.Label), id, Transformation.Transformation, "the label");
        foreach (var column in FeaturePlan.For(model.Service).Request)
        {
            foreach (var view in OnDemandViews(model.Service).Where(v => v.Request.Any(r => r.Name == column.Name)))
            {
                Edge(LineageIds.SpineColumn(model.Spine.Name, column.Name), LineageIds.Request(view.Name, column.Name), Transformation.Identity, $"in training sets of {model.Service.Name}");
            }
        }
    }

    private static IEnumerable<CompiledOnDemandView> OnDemandViews(CompiledService service)
    {
        static IEnumerable<CompiledOnDemandView> Of(CompiledView view) => view is CompiledOnDemandView onDemand ? onDemand.Inputs.SelectMany(Of).Prepend(onDemand) : [];
        return service.Views.SelectMany(Of).DistinctBy(v => v.Name);
    }

    private static string Entities(CompiledView view) => view.Entities.Count == 0 ? "request data alone" : string.Join(" and ", view.Entities.Select(e => e.Name));
}
