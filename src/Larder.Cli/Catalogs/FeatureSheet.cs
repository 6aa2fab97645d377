using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Catalog.Search;
using Larder.Errors;
using Larder.Offline.Versions;
using Larder.Storage;

namespace Larder.Cli.Catalogs;

/// <summary>All that is known of one feature.</summary>
/// <param name="Entry">The feature and what people say about it.</param>
/// <param name="Expression">How it is computed; null where a query says it.</param>
/// <param name="Versions">The versions of its view that were applied, the newest first.</param>
/// <param name="Upstream">The columns that it comes from in the end.</param>
/// <param name="Downstream">What is made of it: features, services, training sets, models.</param>
/// <param name="Online">How far the applied version is in the online store; null where it is not.</param>
/// <param name="TrainingSet">The newest training set with it; null where there is none.</param>
/// <param name="Profile">Its values in that training set; null where the file is gone.</param>
internal sealed record FeatureSheet(
    CatalogEntry Entry,
    string? Expression,
    IReadOnlyList<DefinitionVersion> Versions,
    LineageWalk Upstream,
    LineageWalk Downstream,
    MaterializationState? Online,
    DatasetRecord? TrainingSet,
    ColumnProfile? Profile)
{
    /// <summary>Gathers what the definitions and the state know.</summary>
    /// <param name="context">The open state.</param>
    /// <param name="entry">The feature.</param>
    /// <param name="graph">The lineage of everything.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FeatureSheet> OfAsync(Steps.StepContext context, CatalogEntry entry, LineageGraph graph, CancellationToken cancellationToken)
    {
        var (workspace, view) = (context.Workspace, entry.View);
        var versions = await VersionsAsync(workspace.Definitions, view.Name, cancellationToken);
        var applied = versions.Count > 0 && !versions[0].IsRetired && versions[0].ContentHash == view.Definition.Hash ? versions[0].Version : (int?)null;
        var online = applied is { } version && view is CompiledSourceView ? await workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, version), cancellationToken) : null;
        var set = applied is null ? null : (await workspace.Datasets.ListAsync(cancellationToken)).FirstOrDefault(s => s.Views.Contains($"{view.Name}@{applied}"));
        var node = graph.Find(entry.Reference);
        return new FeatureSheet(
            entry,
            node[0].Expression,
            versions,
            graph.Walk(node, LineageDirection.Upstream),
            graph.Walk(node, LineageDirection.Downstream),
            online,
            set,
            set is null ? null : await ProfileAsync(workspace, set, $"{view.Name}__{entry.Feature.Name}", cancellationToken));
    }

    private static async Task<IReadOnlyList<DefinitionVersion>> VersionsAsync(IDefinitionStore store, string view, CancellationToken cancellationToken)
    {
        var newest = (await store.ListAsync(cancellationToken)).FirstOrDefault(d => d.Kind == "view" && d.Name == view);
        var versions = new List<DefinitionVersion>();
        for (var version = newest?.Version ?? 0; version > 0; version--)
        {
            versions.Add(version == newest!.Version ? newest : (await store.GetAsync("view", view, version, cancellationToken))!);
        }

        return versions;
    }

    private static async Task<ColumnProfile?> ProfileAsync(Engine.Workspace workspace, DatasetRecord set, string column, CancellationToken cancellationToken)
    {
        try
        {
            return (await new DataVersions(workspace).ShowAsync(set.DatasetVersion, cancellationToken)).Profiles.FirstOrDefault(p => p.Column == column);
        }
        catch (LarderException gone) when (gone.Kind is ErrorKind.NotFound or ErrorKind.InvalidInput or ErrorKind.Unavailable)
        {
            return null;
        }
    }
}
