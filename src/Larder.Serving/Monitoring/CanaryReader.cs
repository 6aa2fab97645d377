using Larder.Catalog;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>
/// Reads the canaries of services as a request would, without being counted as one. A read finds something wrong where a required feature of a stored view is not
/// present, a view's event is older than its objective allows, or nothing can be read.
/// </summary>
internal sealed class CanaryReader(FeatureReader reader, ServingMonitor monitor)
{
    /// <summary>Reads every canary once.</summary>
    public async Task ReadAsync(Instant now, CancellationToken cancellationToken)
    {
        foreach (var service in reader.Catalog.Services.Where(s => s.Canaries.Count > 0))
        {
            foreach (var canary in service.Canaries)
            {
                monitor.AddCanary(service.Name, await IsGoodAsync(service, canary, now, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async Task<bool> IsGoodAsync(CompiledService service, IReadOnlyList<FeatureValue> canary, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            var plan = reader.PlanOf([.. FeaturePlan.For(service).Sources.SelectMany(s => s.Features.Select(f => $"{s.Name}:{f.Name}"))]);
            using var frame = plan.Rent();
            for (var column = 0; column < service.Keys.Columns.Count; column++)
            {
                var place = plan.Plan.Keys.Columns.TakeWhile(k => k.Name != service.Keys.Columns[column].Name).Count();
                if (place < plan.Plan.Keys.Columns.Count)
                {
                    frame.SetKey(0, place, EntityKey.From(canary[column]));
                }
            }

            await reader.ReadAsync(frame, now, cancellationToken).ConfigureAwait(false);
            return plan.Plan.Outputs.Index().All(o => IsGood(service, o.Item, frame, o.Index, now));
        }
        catch (LarderException)
        {
            return false;
        }
    }

    private static bool IsGood(CompiledService service, PlannedFeature output, FeatureFrame frame, int place, Instant now)
    {
        var isMissing = service.RequiredFeatures.Contains((output.View, output.Feature)) && frame.Status(0, place) != FeatureStatus.Present;
        var isOld = output.View.Freshness is { } objective && frame.EventTime(0, place) is { } time && time < now - objective.P99;
        return !isMissing && !isOld;
    }
}
