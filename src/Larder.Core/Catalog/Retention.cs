using System.Globalization;
using Larder.Errors;

namespace Larder.Catalog;

/// <summary>Refuses what reaches further back than the history that a source keeps: it would be computed from a part of its events, and nothing would say so.</summary>
internal static class Retention
{
    /// <summary>Checks the windows of a view and the time to live of its rows.</summary>
    /// <exception cref="InvalidDefinitionException">One is longer than the source's retention, or has no bound.</exception>
    public static void Check(CompiledView view)
    {
        if (view is not CompiledSourceView { Source.Retention: { } kept } source)
        {
            return;
        }

        if (view is CompiledRowView { Ttl: null })
        {
            throw new InvalidDefinitionException(
                $"View {view.Name}: its rows have no time to live, so it needs all history, but {Keeps(source.Source)}; give it WithTtl of at most that, or take WithRetention off {source.Source.Name}.");
        }

        if (view is CompiledRowView { Ttl: { } ttl } && ttl > kept)
        {
            throw new InvalidDefinitionException($"View {view.Name}: its rows live {Days(ttl)}, but {Keeps(source.Source)}; give WithTtl at most that, or keep at least {Days(ttl)}.");
        }

        if (view is CompiledAggregateView aggregate)
        {
            Check(aggregate, kept);
        }
    }

    /// <summary>Checks how far a spine looks back and ahead.</summary>
    /// <exception cref="InvalidDefinitionException">Together that is longer than the source's retention.</exception>
    public static void Check(CompiledSpine spine)
    {
        if (spine is { Source.Retention: { } kept, Period: not null } && spine.ActiveWithin + spine.Horizon > kept)
        {
            var needed = spine.ActiveWithin + spine.Horizon;
            throw new InvalidDefinitionException(
                $"Spine {spine.Name}: activeWithin and label reach over {Days(spine.ActiveWithin)} and {Days(spine.Horizon)}, {Days(needed)} together, but {Keeps(spine.Source)}; "
                + $"shorten one of them, or keep at least {Days(needed)}.");
        }
    }

    /// <summary>Checks the windows of a model's features at its spine's cut-offs, which lie as far back as the label looks ahead.</summary>
    /// <exception cref="InvalidDefinitionException">No row of the training set could have a whole window.</exception>
    public static void Check(string model, CompiledService service, CompiledSpine spine)
    {
        foreach (var (view, feature) in FeatureReach.Of(service).Features)
        {
            if (spine.Period is not null && view.Source.Retention is { } kept && Needed(view, feature) is { } needed && needed + spine.Horizon > kept)
            {
                throw new InvalidDefinitionException(
                    $"Model {model}: feature '{view.Name}:{view.Features[feature].Name}' looks back {Days(needed)} from cut-offs of spine {spine.Name}, whose labels look ahead {Days(spine.Horizon)}: "
                    + $"every row needs {Days(needed + spine.Horizon)} of history, but {Keeps(view.Source)}; shorten the window or the label, or keep at least {Days(needed + spine.Horizon)}.");
            }
        }
    }

    private static void Check(CompiledAggregateView view, TimeSpan kept)
    {
        for (var feature = 0; feature < view.Features.Count; feature++)
        {
            var name = $"View {view.Name}: feature '{view.Features[feature].Name}'";
            foreach (var window in view.FeatureSlots[feature].Select(slot => view.Plan.Aggregations[slot].Window))
            {
                if (window.Shape == WindowShape.Lifetime)
                {
                    throw new InvalidDefinitionException(
                        $"{name} has a window over all history (Window.Lifetime), but {Keeps(view.Source)}; give it a window of at most that, or take WithRetention off {view.Source.Name}.");
                }

                if (Needed(window) is { } needed && needed > kept)
                {
                    throw new InvalidDefinitionException(
                        $"{name} looks back {Days(needed)} (window {window}), but {Keeps(view.Source)}; shorten the window, or keep at least {Days(needed)}.");
                }
            }
        }
    }

    private static TimeSpan? Needed(CompiledSourceView view, int feature) => view switch
    {
        CompiledAggregateView aggregate => aggregate.FeatureSlots[feature].Select(slot => aggregate.Plan.Aggregations[slot].Window).Where(w => w.Shape != WindowShape.Session).Max(Needed),
        CompiledRowView row => row.Ttl,
        _ => null,
    };

    /// <summary>How far back of the time asked for a window can begin; null without bound. A session begins where it begins: its greatest pause is what can be said.</summary>
    private static TimeSpan? Needed(Window window) => window.Shape switch
    {
        WindowShape.Lifetime => null,
        WindowShape.Session => window.Gap,
        WindowShape.Tumbling => window.Width + window.Width,
        WindowShape.WholeCalendarDays => window.Width + TimeSpan.FromDays(1),
        _ => window.Width,
    };

    private static string Keeps(SourceDefinition source) => $"source {source.Name} keeps {Days(source.Retention!.Value)} of history (WithRetention)";

    private static string Days(TimeSpan span) => span.TotalDays.ToString("0.######", CultureInfo.InvariantCulture) + (span == TimeSpan.FromDays(1) ? " day" : " days");
}
