namespace Larder.Catalog;

/// <summary>Who consumes a column of a source, or a feature: found in the definitions.</summary>
/// <param name="Service">The service.</param>
/// <param name="Features">Its features that are made of it, <c>view:feature</c>.</param>
/// <param name="Models">The models that consume the service.</param>
public sealed record FeatureConsumer(string Service, IReadOnlyList<string> Features, IReadOnlyList<string> Models)
{
    /// <summary>The consumers of a column of a source: services with a feature that reads the column, by itself or in the filter of its view.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="column">The column's name.</param>
    public static IReadOnlyList<FeatureConsumer> OfColumn(FeatureCatalog catalog, string source, string column)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Find(catalog, service => FeatureReach.Of(service).Features
            .Where(f => f.View.Source.Name == source && f.View.Source.Schema.Columns.FirstOrDefault(c => c.Name == column) is { } read && Reads(f.View, f.Feature).Contains(read.Property))
            .Select(f => $"{f.View.Name}:{f.View.Features[f.Feature].Name}"));
    }

    /// <summary>The consumers of a feature: services that have it.</summary>
    /// <param name="catalog">The definitions.</param>
    /// <param name="feature"><c>view:feature</c>.</param>
    public static IReadOnlyList<FeatureConsumer> OfFeature(FeatureCatalog catalog, string feature)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Find(catalog, service => service.Features.Select(f => $"{f.View.Name}:{f.Feature.Name}").Where(f => f == feature));
    }

    private static FeatureConsumer[] Find(FeatureCatalog catalog, Func<CompiledService, IEnumerable<string>> features) =>
    [
        .. catalog.Services.Select(s => new FeatureConsumer(s.Name, [.. features(s)], [.. catalog.Models.Where(m => m.Service.Name == s.Name).Select(m => m.Name)])).Where(c => c.Features.Count > 0),
    ];

    /// <summary>The properties of an event that a feature is made of.</summary>
    private static HashSet<string> Reads(CompiledSourceView view, int feature)
    {
        var reads = new HashSet<string>(view.Parts.FilterReads, StringComparer.Ordinal);
        if (view is CompiledRowView row)
        {
            reads.UnionWith(row.FeatureReads[feature]);
        }
        else if (view is CompiledAggregateView aggregate)
        {
            foreach (var input in aggregate.FeatureSlots[feature].Select(slot => aggregate.Plan.Aggregations[slot]).SelectMany(a => new[] { a.Input, a.Filter, a.Bucket }).Where(i => i >= 0))
            {
                reads.UnionWith(aggregate.InputReads[input]);
            }
        }

        return reads;
    }
}
