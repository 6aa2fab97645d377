using Larder.Types;

namespace Larder.Catalog;

/// <summary>What an aggregation says, apart from where it stands: equal texts mean one computation over one source.</summary>
internal sealed record SlotMeaning(string Fold, string Value, string Bucket, IReadOnlyList<string> Filter, string Window);

/// <summary>Features that are defined twice, or nearly so: one source, key and filter, and one aggregation over one window, or one expression.</summary>
public static class NearDuplicates
{
    private static readonly string[] DifferingMembers = ["edges", "tiles", "ttl", "delay"];

    /// <summary>A warning for each group of features that say the same.</summary>
    public static IReadOnlyList<string> Warnings(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return
        [
            .. catalog.Views.SelectMany(view => view.Features.Select((feature, i) => (View: view, Index: i, Meaning: MeaningOf(view, i))))
                .Where(f => f.Meaning is not null)
                .GroupBy(f => f.Meaning)
                .Where(g => g.Count() > 1)
                .Select(g => Warning([.. g.Select(f => $"{f.View.Name}:{f.View.Features[f.Index].Name}")], What(g.First().View, g.First().Index), g.Select(f => Differing(f.View)).Distinct().Count() == 1)),
        ];
    }

    private static string Warning(IReadOnlyList<string> features, string what, bool isSame) =>
        $"Features {string.Join(", ", features.SkipLast(1))} and {features[^1]} are the same {what}{(isSame ? string.Empty : ", but for window edges, tiles, delay or time to live")}; use one of them, or tell them apart.";

    /// <summary>Everything that decides the value but what <see cref="Differing"/> has; null of what cannot be compared.</summary>
    private static string? MeaningOf(CompiledView view, int feature) => view switch
    {
        CompiledAggregateView aggregate when aggregate.PlainSlots[feature] is { } slot => Over(aggregate, aggregate.SlotMeanings[slot], aggregate.SlotMeanings[slot].Filter),
        CompiledSourceView source when source.Definition.Json["features"]![feature]!["expression"] is { } expression => Over(source, expression.ToString(), []),
        CompiledOnDemandView onDemand => $"{string.Join(' ', onDemand.Inputs.Select(i => i.Definition.Hash))} {onDemand.Definition.Json["request"]} {onDemand.Definition.Json["features"]![feature]!["expression"]}",
        _ => null,
    };

    private static string Over(CompiledSourceView view, object value, IReadOnlyList<string> filter) => string.Join(
        "\n",
        [
            view is CompiledRowView ? "row" : "aggregate",
            view.Source.Name,
            view.Entity.Name,
            string.Join(' ', view.Parts.Key.Reads),
            value is SlotMeaning slot ? $"{slot.Fold} {slot.Value} {slot.Bucket} {slot.Window}" : value.ToString(),
            .. view.Parts.FilterTerms.Concat(filter).Distinct().Order(StringComparer.Ordinal),
        ]);

    private static string Differing(CompiledView view) => view is CompiledSourceView
        ? string.Join(' ', DifferingMembers.Select(member => view.Definition.Json[member]?.ToString()))
        : string.Empty;

    private static string What(CompiledView view, int feature) => view switch
    {
        CompiledAggregateView aggregate when aggregate.PlainSlots[feature] is { } slot =>
            $"{Names.ToSnakeCase(aggregate.Plan.Aggregations[slot].Kind.ToString())} over {aggregate.Source.Name} (window {aggregate.Plan.Aggregations[slot].Window})",
        CompiledSourceView source => $"expression over {source.Source.Name}: {view.ExpressionOf(feature)}",
        _ => $"expression: {view.ExpressionOf(feature)}",
    };
}
