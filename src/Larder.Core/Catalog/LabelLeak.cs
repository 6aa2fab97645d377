using Larder.Errors;

namespace Larder.Catalog;

/// <summary>
/// Refuses models whose label is among their features: a feature, or a request column behind one, that is computed from whatever the label is computed from,
/// in the very event that the label is taken from. Spines of cut-offs cannot be so: their labels lie after every feature. What only may be so is a warning
/// of <see cref="SelfSight"/>.
/// </summary>
internal static class LabelLeak
{
    /// <exception cref="InvalidDefinitionException">The label is among the features.</exception>
    public static void Check(string model, CompiledService service, CompiledSpine spine)
    {
        if (spine.Label is null || spine.LabelReads.Count == 0)
        {
            return;
        }

        var reach = FeatureReach.Of(service);
        for (var i = 0; i < spine.Request.Count; i++)
        {
            if (reach.Request.Contains(spine.Request[i].Column.Name) && spine.LabelReads.IsSubsetOf(spine.RequestReads[i]))
            {
                throw new InvalidDefinitionException(
                    $"Model {model}: request column '{spine.Request[i].Column.Name}' of spine {spine.Name} is computed from {Properties(spine)}, as the label is, so the label is among the features; "
                    + "take it out of the request, since no request can carry it before the event has ended.");
            }
        }

        foreach (var (view, feature) in reach.Features.Where(f => SelfSight.Sees(spine, f.View) && HasKeyOf(spine, f.View)))
        {
            if (Remedy(spine, view, feature) is { } remedy)
            {
                throw new InvalidDefinitionException(
                    $"Model {model}: feature '{view.Name}:{view.Features[feature].Name}' is computed from {Properties(spine)} of the very event that spine {spine.Name} takes the label from, "
                    + $"so the label is among the features; {remedy}, or say when the rows of {spine.Source.Name} are known (WithDelay or WithKnownAt).");
            }
        }
    }

    /// <summary>Whether the view finds the very event that makes a row of the spine: their keys are read alike.</summary>
    private static bool HasKeyOf(CompiledSpine spine, CompiledSourceView view) =>
        view.Entity.KeyParts.Zip(view.Parts.Key.Reads).All(part =>
            spine.Keys.Columns.Index().Any(column => column.Item.Name == part.First.Name && spine.KeyReads[column.Index] == part.Second));

    /// <summary>What to do about a feature that is made of the label; null where it is none.</summary>
    private static string? Remedy(CompiledSpine spine, CompiledSourceView view, int feature) => view switch
    {
        CompiledRowView row when SelectsEveryRow(spine, view) && spine.LabelReads.IsSubsetOf(row.FeatureReads[feature]) => $"leave it out of view {view.Name}",
        CompiledAggregateView aggregate when aggregate.FeatureSlots[feature].Any(slot => HoldsLabel(spine, aggregate, slot)) => $"keep the leading edge of view {view.Name} exclusive",
        _ => null,
    };

    private static bool HoldsLabel(CompiledSpine spine, CompiledAggregateView view, int slot)
    {
        var aggregation = view.Plan.Aggregations[slot];
        var reads = new[] { aggregation.Input, aggregation.Filter, aggregation.Bucket }.Where(i => i >= 0).SelectMany(i => view.InputReads[i]).ToHashSet(StringComparer.Ordinal);
        var isFiltered = !SelectsEveryRow(spine, view);
        if (isFiltered)
        {
            // Whether the event passes is what the label says, or nobody knows.
            return aggregation.Window.EndsAtQueryTime && spine.LabelReads.IsSubsetOf(view.Parts.FilterReads);
        }

        return aggregation.Window.EndsAtQueryTime && spine.LabelReads.IsSubsetOf(reads);
    }

    /// <summary>Whether every event that makes a row of the spine passes the view's filter.</summary>
    private static bool SelectsEveryRow(CompiledSpine spine, CompiledSourceView view) => view.Parts.FilterText is null || view.Parts.FilterText == spine.Parts.FilterText;

    private static string Properties(CompiledSpine spine) => string.Join(" and ", spine.LabelReads.Order(StringComparer.Ordinal));
}
