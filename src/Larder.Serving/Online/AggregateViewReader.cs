using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>Reads aggregate views: the stored events are folded at the time asked for, so windows move with the clock.</summary>
internal sealed class AggregateViewReader(CompiledAggregateView view, int version, int offset) : SourceReader(view, version, offset)
{
    private readonly TimeSpan? _widest = view.Plan.WidestWindow;

    public override AggregateScratch CreateScratch() => new(view.Plan);

    public override SourceState Read(in OnlineRow stored, EntityKey key, Instant at, Span<FeatureValue> features, AggregateScratch? scratch)
    {
        var (kernel, events, results) = (scratch!.Kernel, scratch.Events, scratch.Results);
        if (stored.Payload is null)
        {
            events.Clear();
        }
        else
        {
            EntityEventsCodec.Decode(stored.Payload, events);
            CheckComplete(events, key, at);
        }

        kernel.Evaluate(events, at, results);
        for (var f = 0; f < features.Length; f++)
        {
            features[f] = view.Finalizers[f](results);
        }

        return kernel.NewestEvent(events, at) is { } newest ? new SourceState(FeatureStatus.Present, newest) : SourceState.NotFound;
    }

    private void CheckComplete(EntityEvents events, EntityKey key, Instant at)
    {
        var complete = events.CompleteFrom;
        if (complete.Microseconds == long.MinValue || (_widest is { } width && at - width >= complete))
        {
            return;
        }

        var reach = _widest is { } widest ? $"its widest window reaches back to {at - widest}" : "it has a lifetime window";
        throw new InvalidInputException(
            $"View {view.Name} cannot be read as of {at}: {reach}, but the events stored for {Describe(key)} are complete only from {complete} on. "
            + "Ask for a later as_of, or build a training set for the past.");
    }
}

/// <summary>What one thread needs to fold an aggregate view.</summary>
internal sealed class AggregateScratch(AggregatePlan plan)
{
    public AggregationKernel Kernel { get; } = plan.CreateKernel();

    public EntityEvents Events { get; } = new(plan.Inputs);

    public FeatureValue[] Results { get; } = new FeatureValue[plan.Aggregations.Count];
}
