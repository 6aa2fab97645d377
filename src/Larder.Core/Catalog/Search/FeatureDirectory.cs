using Larder.OnDemand;

namespace Larder.Catalog.Search;

/// <summary>Text about a definition from elsewhere, such as XML documentation.</summary>
/// <param name="kind"><c>view</c> or <c>feature</c>.</param>
/// <param name="view">The view.</param>
/// <param name="feature">The feature; null for the view itself.</param>
/// <returns>The text; null where there is none.</returns>
public delegate string? DocumentedText(string kind, CompiledView view, Feature? feature);

/// <summary>The features of a repository with what people say about them.</summary>
public static class FeatureDirectory
{
    /// <summary>Every feature, in the order of definition.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="documented">Where descriptions are taken from that the definitions do not carry themselves; null for nowhere.</param>
    public static IReadOnlyList<CatalogEntry> Of(FeatureCatalog catalog, DocumentedText? documented = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. catalog.Views.SelectMany(view => view.Features.Select(feature => Entry(catalog, view, feature, documented)))];
    }

    private static CatalogEntry Entry(FeatureCatalog catalog, CompiledView view, Feature feature, DocumentedText? documented)
    {
        SourceDefinition[] sources = [.. FeaturePlan.For(view).Sources.Select(s => s.Source).DistinctBy(s => s.Name)];
        return new CatalogEntry(view, feature)
        {
            Description = feature.Description ?? documented?.Invoke("feature", view, feature),
            ViewDescription = view.Notes.Description ?? documented?.Invoke("view", view, null),
            Owner = view.Notes.Owner ?? sources.Select(s => s.Notes.Owner).FirstOrDefault(o => o is not null),
            Tags = [.. view.Notes.Tags.Concat(sources.SelectMany(s => s.Notes.Tags)).Concat(view.Entities.SelectMany(e => e.Notes.Tags)).Distinct()],
            Sources = [.. sources.Select(s => s.Name)],
            Services = [.. catalog.Services.Where(s => s.Views.Any(v => v.Name == view.Name)).Select(s => s.Name)],
        };
    }
}
