using Larder.Catalog;
using Larder.Monitoring;
using Larder.OnDemand;
using Larder.Quality.Checks;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>Judges the checks on served requests that one plan meets: those on request data before the read, those on a service's features after it.</summary>
internal sealed class ReadChecks
{
    private readonly Bound[] _request;
    private readonly Bound[] _features;
    private readonly EventSchema[] _schemas;

    private ReadChecks(FeaturePlan plan, IEnumerable<ServedCheck> request, IEnumerable<ServedCheck> features, ServingMonitor monitor)
    {
        ServedCheck[] all = [.. request.Concat(features)];
        _schemas = [.. all.Select(c => c.Schema).DistinctBy(s => s.Type)];
        _request = [.. request.Select(c => new Bound(c, monitor.Check(c), BatchOf(c), RequestSlots(plan, c)))];
        _features = [.. features.Select(c => new Bound(c, monitor.Check(c), BatchOf(c), FeatureSlots(plan, c)))];
    }

    /// <summary>The checks of a plan; null where it meets none.</summary>
    public static ReadChecks? Of(FeaturePlan plan, CompiledService? service, ServingMonitor monitor)
    {
        ServedCheck[] request = [.. plan.Outputs.SelectMany(o => WithInputs(o.View)).Distinct().OfType<CompiledOnDemandView>().SelectMany(v => v.Checks)];
        return request.Length + (service?.Checks.Count ?? 0) == 0 ? null : new ReadChecks(plan, request, service?.Checks ?? [], monitor);
    }

    /// <summary>Memory for one reading thread.</summary>
    public EventBatch[] CreateBatches() => [.. _schemas.Select(s => new EventBatch(s, 1) { Count = 1 })];

    /// <summary>Judges request data.</summary>
    /// <exception cref="Larder.Errors.LarderException">A check refuses the request.</exception>
    public void JudgeRequest(FeatureFrame frame, Instant at) => Judge(_request, frame, at);

    /// <summary>Judges features.</summary>
    /// <exception cref="Larder.Errors.LarderException">A check refuses the request.</exception>
    public void JudgeFeatures(FeatureFrame frame, Instant at) => Judge(_features, frame, at);

    private static void Judge(Bound[] checks, FeatureFrame frame, Instant at)
    {
        if (checks.Length == 0)
        {
            return;
        }

        var context = new CheckContext(at, Samples: 0);
        for (var row = 0; row < frame.Count; row++)
        {
            foreach (var bound in checks)
            {
                if (bound.Counters.Looks())
                {
                    Judge(bound, frame, row, context);
                }
            }
        }
    }

    private static void Judge(Bound bound, FeatureFrame frame, int row, CheckContext context)
    {
        var batch = frame.CheckBatch(bound.Batch);
        for (var column = 0; column < bound.Slots.Length; column++)
        {
            batch.Columns[column].Set(0, bound.Slots[column] < 0 ? FeatureValue.Null : frame.Slot(row, bound.Slots[column]));
        }

        var outcome = bound.Check.Judge(batch, 0, context);
        var isRefused = outcome == ServedOutcome.Bad && bound.Check.Refuses;
        bound.Counters.Add(isRefused ? ServedOutcome.Refused : outcome);
        if (isRefused)
        {
            throw bound.Check.Refusal(batch, 0, row);
        }
    }

    private static IEnumerable<CompiledView> WithInputs(CompiledView view) =>
        view is CompiledOnDemandView onDemand ? [.. onDemand.Inputs.SelectMany(WithInputs), view] : [view];

    private static int[] RequestSlots(FeaturePlan plan, ServedCheck check) =>
        [.. check.Schema.Columns.Select(c => plan.Request.Index().First(r => r.Item.Name == c.Name).Index)];

    /// <summary>A property of the features' record that the view does not make has no slot: it is null.</summary>
    private static int[] FeatureSlots(FeaturePlan plan, ServedCheck check)
    {
        var view = plan.Outputs.First(o => o.View.Name == check.View).View;
        var places = view.Features.Index().ToDictionary(f => f.Item.Property, f => plan.OffsetOf(view) + f.Index, StringComparer.Ordinal);
        return [.. check.Schema.Columns.Select(c => places.GetValueOrDefault(c.Property, -1))];
    }

    private int BatchOf(ServedCheck check) => Array.FindIndex(_schemas, s => s.Type == check.Schema.Type);

    /// <summary>A check with what it needs of the plan.</summary>
    /// <param name="Check">The check.</param>
    /// <param name="Counters">Its outcomes.</param>
    /// <param name="Batch">The number of its batch.</param>
    /// <param name="Slots">The slot of each column; -1 for none.</param>
    private sealed record Bound(ServedCheck Check, CheckCounters Counters, int Batch, int[] Slots);
}
