using Larder.OnDemand;

namespace Larder.Catalog;

/// <summary>
/// Finds spines of one row per event whose rows can see their own event through a view over the same source. That is what was declared (a row view
/// sees what has happened at the time asked for, DESIGN 2.3), but the label is computed from that event, so it may leak into the features.
/// </summary>
public static class SelfSight
{
    /// <summary>
    /// The warnings of a repository, a line each: of the services of the models trained on a spine; where no model is, of all services of its entity.
    /// </summary>
    public static IReadOnlyList<string> Warnings(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. catalog.Spines.SelectMany(spine => ServicesOf(catalog, spine).SelectMany(service => Warnings(service, spine))).Distinct()];
    }

    /// <summary>The warnings of a training set of a service over a spine, a line each. None where the source's rows are known later than they happen.</summary>
    public static IReadOnlyList<string> Warnings(CompiledService service, CompiledSpine spine)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(spine);
        return
        [
            .. FeaturePlan.For(service).Sources.Where(view => Sees(spine, view)).Select(view => Warning(spine, view)),
            .. service.Features.Where(f => f.Feature.Name == "label").Select(f =>
                $"Service {service.Name} has a feature '{f.View.Name}:label', named as the label of spine {spine.Name}. If it holds what a model shall predict, leave it out of the service; else rename it."),
        ];
    }

    /// <summary>Whether the rows of a spine see their own event in a view: in a row view, and in windows that include their end.</summary>
    internal static bool Sees(CompiledSpine spine, CompiledSourceView view) =>
        spine.Period is null && DerivationOrder.RootOf(view.Source).Name == DerivationOrder.RootOf(spine.Source).Name && IsKnownAtOnce(spine.Source) && view.Delay == TimeSpan.Zero
        && view is CompiledRowView or CompiledAggregateView { Plan.Edges.LeadingInclusive: true };

    private static IEnumerable<CompiledService> ServicesOf(FeatureCatalog catalog, CompiledSpine spine)
    {
        var models = catalog.Models.Where(m => m.Spine == spine).Select(m => m.Service).Distinct().ToArray();
        return models.Length > 0 ? models : catalog.Services.Where(s => s.Keys.Entities.Any(e => e.Name == spine.Entity.Name) && spine.LackFor(s) is null);
    }

    /// <summary>With a column for it the known time is the data's to say; it is taken at its word.</summary>
    private static bool IsKnownAtOnce(SourceDefinition declared) => DerivationOrder.RootOf(declared) is var source
        && (source.KnownAt is { } knownAt ? knownAt == source.EventTime : source.Delay.Ticks < TimeSpan.TicksPerMicrosecond);

    private static string Warning(CompiledSpine spine, CompiledSourceView view)
    {
        var source = spine.Source.Name;
        var later = $"Say when the rows of {source} are known (WithDelay or WithKnownAt)";
        return view switch
        {
            CompiledRowView =>
                $"Spine {spine.Name} has a row per event of {source}, and row view {view.Name} sees the event itself: its label may leak into the features. "
                + $"{later}, or leave {view.Name} out of the service.",
            _ =>
                $"Spine {spine.Name} has a row per event of {source}, and the windows of view {view.Name} include the event itself: its label may leak into the features. "
                + $"{later}, or keep the leading edge exclusive.",
        };
    }
}
