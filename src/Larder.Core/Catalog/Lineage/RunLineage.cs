using System.Globalization;
using Larder.Storage;

namespace Larder.Catalog.Lineage;

/// <summary>Training sets, registered models and materialized views, each joined to the versions it was made of. A version that is no longer the current one gets a node of its own.</summary>
internal sealed class RunLineage(LineageBuilder graph, LineageRecords records)
{
    public void Add()
    {
        // The oldest first, as they came to be.
        foreach (var set in records.TrainingSets.OrderBy(s => s.CreatedAt).ThenBy(s => s.DatasetVersion, StringComparer.Ordinal))
        {
            Add(set);
        }

        foreach (var listing in records.Models)
        {
            Add(listing);
        }

        foreach (var view in records.Materialized)
        {
            var name = OnlineViewName.Of(view.View, view.Version);
            var id = graph.Add(new LineageNode(LineageIds.OnlineView(name), LineageKind.OnlineView, name)
            {
                Detail = $"{view.State.Rows.ToString("N0", CultureInfo.InvariantCulture)} entities of {view.State.Source} as of {view.State.AsOf}",
            });
            graph.Edge(Version(LineageKind.View, view.View, view.Version), id);
        }
    }

    private void Add(DatasetRecord set)
    {
        var id = graph.Add(new LineageNode(LineageIds.TrainingSet(set.DatasetVersion), LineageKind.TrainingSet, set.DatasetVersion[..12])
        {
            Detail = $"{set.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows of {set.Service} from {string.Join(", ", set.Tables)} as of {set.AsOf}",
        });
        Edge(LineageKind.Service, set.Service, id);
        foreach (var view in set.Views)
        {
            Edge(LineageKind.View, view, id);
        }

        foreach (var table in set.Tables)
        {
            var source = LineageIds.Source(Split(table).Name);
            if (graph.Has(source))
            {
                graph.Edge(source, id, description: table);
            }
        }

        if (set.Spine is { } spine && Split(spine).Version is not null)
        {
            Edge(LineageKind.Spine, spine, id);
            var label = LineageIds.SpineColumn(Split(spine).Name, SpineLineage.Label);
            if (graph.Has(label) && graph.Has(LineageIds.Spine(Split(spine).Name, Split(spine).Version!.Value)))
            {
                graph.Edge(label, id, Transformation.Identity, "the label");
            }
        }
    }

    private void Add(ModelListing listing)
    {
        var model = listing.Model;
        var id = graph.Add(new LineageNode(LineageIds.ModelVersion(model.Name, model.Version), LineageKind.ModelVersion, model.Name)
        {
            Version = model.Version,
            Aliases = listing.Aliases,
            Detail = $"registered {model.CreatedAt}",
        });
        if (graph.Has(LineageIds.TrainingSet(model.DatasetVersion)))
        {
            graph.Edge(LineageIds.TrainingSet(model.DatasetVersion), id);
        }

        Edge(LineageKind.Service, model.Service, id);
    }

    private void Edge(LineageKind kind, string nameAndVersion, string to)
    {
        if (Split(nameAndVersion) is (var name, { } version))
        {
            graph.Edge(Version(kind, name, version), to, description: nameAndVersion);
        }
    }

    /// <summary>The node of a version, made where it is none of the current ones.</summary>
    private string Version(LineageKind kind, string name, int version) => graph.Add(new LineageNode(
        kind switch
        {
            LineageKind.View => LineageIds.View(name, version),
            LineageKind.Service => LineageIds.Service(name, version),
            _ => LineageIds.Spine(name, version),
        },
        kind,
        name)
    {
        Version = version,
        IsCurrent = false,
    });

    private static (string Name, int? Version) Split(string text) =>
        text.LastIndexOf('@') is var at and > 0 && int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (text[..at], version)
            : (text, null);
}
