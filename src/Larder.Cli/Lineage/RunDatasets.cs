using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Derived.Lineage;
using Larder.OpenLineage;
using Larder.Types;

namespace Larder.Cli.Lineage;

/// <summary>What lineage events say of the datasets of a repository: names, schemas, notes, and the columns' lineage from the definitions.</summary>
internal sealed class RunDatasets(FeatureCatalog catalog, LineageNames names)
{
    private readonly Lazy<LineageGraph> _graph = new(() => LineageGraph.Of(catalog, LineageRecords.None with { Queries = SqlLineage.Of(catalog) }));

    /// <summary>The names.</summary>
    public LineageNames Names => names;

    /// <summary>The offline table of a source.</summary>
    public DatasetDescription Table(SourceDefinition source, string? version = null) =>
        Described(names.Offline(source.Name), source.Schema.Columns.Select(c => (c.Name, c.Type.Name(), (string?)null)), source.Notes, version);

    /// <summary>What a source is read from, with the columns as they are called there.</summary>
    public DatasetDescription Input(SourceDefinition source, string? input) =>
        Described(names.Input(source, input), source.Schema.Columns.Select(c => (c.SourceName, c.Type.Name(), (string?)null)), source.Notes, null);

    /// <summary>A table whose rows did not pass.</summary>
    public DatasetDescription Quarantine(SourceDefinition source) => new(names.Offline($"{source.Name}__quarantine")) { Facets = new Dictionary<string, JsonObject> { ["dataSource"] = Store() } };

    /// <summary>A view in the online store.</summary>
    public DatasetDescription Online(CompiledView view, string? version) =>
        With(Described(names.Online(view.Name), view.Features.Select(f => (f.Name, f.Type.Name(), f.Description)), view.Notes, version), "columnLineage", Facets.ColumnLineage(
            view.Features.ToDictionary(f => f.Name, f => Origins(LineageIdOf(view, f)))));

    /// <summary>The training sets of a service.</summary>
    public DatasetDescription TrainingSet(CompiledService service, CompiledSpine? spine, string? version)
    {
        var columns = service.Keys.Columns.Select(c => (c.Name, c.Type.Name(), (string?)null))
            .Append(("event_timestamp", "timestamp", null))
            .Concat(spine is null ? [] : [("label", "bool", null)])
            .Concat(service.Features.Select(f => ($"{f.View.Name}__{f.Feature.Name}", f.Feature.Type.Name(), f.Feature.Description)));
        var lineage = service.Features.ToDictionary(f => $"{f.View.Name}__{f.Feature.Name}", f => Origins(LineageIdOf(f.View, f.Feature)));
        if (spine is not null)
        {
            lineage["label"] = Origins($"spine_column:{spine.Name}.label");
        }

        return With(Described(names.TrainingSet(service.Name), columns, service.Notes, version), "columnLineage", Facets.ColumnLineage(lineage));
    }

    /// <summary>The versions of a model.</summary>
    public DatasetDescription Model(CompiledModel model, string? version) => Described(names.Model(model.Name), [], model.Notes, version);

    /// <summary>The columns of a derived source, as they come from other tables.</summary>
    public JsonObject DerivedLineage(SourceDefinition source) =>
        Facets.ColumnLineage(source.Schema.Columns.ToDictionary(c => c.Name, c => Origins($"column:{source.Name}.{c.Name}")));

    /// <summary>The columns of a source's table, as they come from its files.</summary>
    public JsonObject InputLineage(SourceDefinition source, string? input)
    {
        var from = names.Input(source, input);
        return Facets.ColumnLineage(source.Schema.Columns.ToDictionary(
            c => c.Name,
            c => (IReadOnlyList<ColumnOrigin>)[Origin(from, c.SourceName, c.Type == ColumnType.Timestamp && source.TimeZone is not null ? Transformation.Transformation : Transformation.Identity)]));
    }

    /// <summary>A copy with one more facet.</summary>
    public static DatasetDescription With(DatasetDescription dataset, string facet, JsonObject content) =>
        dataset with { Facets = new Dictionary<string, JsonObject>(dataset.Facets) { [facet] = content } };

    /// <summary>A copy with a facet of what the run did with it.</summary>
    public static DatasetDescription WithRun(DatasetDescription dataset, string facet, JsonObject content) =>
        dataset with { RunFacets = new Dictionary<string, JsonObject>(dataset.RunFacets) { [facet] = content } };

    private static string LineageIdOf(CompiledView view, Feature feature) => $"feature:{view.Name}:{feature.Name}";

    /// <summary>The columns of tables behind a column or feature; features between them are followed.</summary>
    private IReadOnlyList<ColumnOrigin> Origins(string id)
    {
        var origins = new List<(string Id, Transformation How)>();
        Follow(id, Transformation.Identity, origins, []);
        return
        [
            .. origins.Distinct().Select(o =>
            {
                var name = _graph.Value.Node(o.Id).Name;
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                return Origin(names.Offline(name[..dot]), name[(dot + 1)..], o.How);
            }),
        ];
    }

    private void Follow(string id, Transformation so, List<(string Id, Transformation How)> origins, HashSet<(string Id, Transformation How)> seen)
    {
        foreach (var edge in _graph.Value.EdgesOf(_graph.Value.Node(id), LineageDirection.Upstream, columns: true))
        {
            var how = edge.How!.Value is var step && !step.IsDirect() ? step : !so.IsDirect() ? so : (Transformation)Math.Max((int)step, (int)so);
            if (_graph.Value.Node(edge.From).Kind == LineageKind.Column)
            {
                origins.Add((edge.From, how));
            }
            else if (seen.Add((edge.From, how)))
            {
                Follow(edge.From, how, origins, seen);
            }
        }
    }

    private static ColumnOrigin Origin(DatasetName dataset, string column, Transformation how) => new(dataset, column, how.TypeName(), how.SubtypeName());

    private DatasetDescription Described(DatasetName name, IEnumerable<(string Name, string Type, string? Description)> columns, DefinitionNotes notes, string? version)
    {
        var facets = new Dictionary<string, JsonObject> { ["dataSource"] = name.Namespace == names.Store ? Store() : Facets.DataSource(name.Namespace, name.Namespace == "file" ? "file:///" : name.Namespace) };
        if (columns.ToArray() is { Length: > 0 } fields)
        {
            facets["schema"] = Facets.Schema(fields);
        }

        Add("documentation", notes.Description is { } text ? Facets.Documentation(text) : null);
        Add("ownership", notes.Owner is { } owner ? Facets.Ownership(owner) : null);
        Add("tags", notes.Tags.Count > 0 ? Facets.Tags(notes.Tags) : null);
        Add("version", version is null ? null : Facets.Version(version));
        return new DatasetDescription(name) { Facets = facets };

        void Add(string facet, JsonObject? content)
        {
            if (content is not null)
            {
                facets[facet] = content;
            }
        }
    }

    private JsonObject Store() => Facets.DataSource("larder", names.Store);
}
