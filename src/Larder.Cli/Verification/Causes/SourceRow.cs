using Larder.Catalog;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Verification.Causes;

/// <summary>A source view's features of one entity at one time.</summary>
internal sealed record SourceRow(IReadOnlyList<FeatureValue> Values, FeatureStatus Status, Instant? EventTime)
{
    /// <summary>A feature of a plan from the rows of its source views; null where its function throws on them.</summary>
    public static OfflineEntry? Entry(FeaturePlan plan, int output, IReadOnlyDictionary<string, SourceRow> rows, IReadOnlyList<FeatureValue> request)
    {
        var planned = plan.Outputs[output];
        if (planned.View is CompiledSourceView)
        {
            var row = rows[planned.View.Name];
            var value = row.Values[planned.Slot - plan.OffsetOf(planned.View)];
            return new OfflineEntry(value, row.Status == FeatureStatus.Present ? FeatureStatuses.Of(value) : row.Status, row.EventTime);
        }

        var slots = new FeatureValue[plan.SlotCount];
        for (var i = 0; i < Math.Min(request.Count, plan.Request.Count); i++)
        {
            slots[i] = request[i];
        }

        foreach (var view in plan.Sources)
        {
            rows[view.Name].Values.ToArray().CopyTo(slots, plan.OffsetOf(view));
        }

        try
        {
            plan.ComputeOnDemand(slots);
        }
        catch (UserCodeException)
        {
            return null;
        }

        var behind = plan.SourcesOf(planned.View).Select(v => rows[v.Name]).ToArray();
        var isUnknown = behind.Length > 0 && behind.All(r => r.Status == FeatureStatus.NotFound);
        return new OfflineEntry(slots[planned.Slot], FeatureStatuses.OfOnDemand(slots[planned.Slot], isUnknown), behind.Max(r => r.EventTime));
    }
}

/// <summary>Another row that a source view would have, had something been otherwise.</summary>
/// <param name="Cause">What.</param>
/// <param name="Row">The row.</param>
/// <param name="Evidence">What, for people.</param>
internal sealed record OtherRow(DifferenceCause Cause, SourceRow Row, string Evidence);

/// <summary>What history holds of one entity for one source view.</summary>
internal interface IEntityRows
{
    /// <summary>The view's row at a time, by the rules.</summary>
    SourceRow At(Instant at);

    /// <summary>The rows it would have had by age or order taken otherwise.</summary>
    /// <param name="at">The time.</param>
    /// <param name="horizons">From where on events were complete in what the online value was made from.</param>
    IEnumerable<OtherRow> Others(Instant at, IReadOnlyList<Instant> horizons);
}
