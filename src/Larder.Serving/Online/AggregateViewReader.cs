using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>
/// Reads aggregate views: the stored events, or tiles of them, are folded at the time asked for, so windows move with the clock.
/// </summary>
internal sealed class AggregateViewReader(CompiledAggregateView view, int version, int offset, TileCache tiles) : SourceReader(view, version, offset)
{
    private readonly TimeSpan? _widest = view.Plan.WidestWindow;

    public override bool ReadsSegments => true;

    public override AggregateScratch CreateScratch() => new(view.Plan, tiles);

    public override bool TryRead(in StoredEntity stored, EntityKey key, Instant at, Span<FeatureValue> features, AggregateScratch? scratch, out SourceState state)
    {
        state = default;
        var results = scratch!.Results;
        Instant? newest;
        var row = scratch.RowOf(stored.Payload);
        if (row is { } payload && TileReader.IsTiled(payload.Span))
        {
            if (!scratch.Find(key, payload, at))
            {
                return false;
            }

            CheckComplete(scratch.Tiles.CompleteFrom, key, at);
            newest = scratch.Tiles.Evaluate(results);
        }
        else
        {
            var (kernel, events) = (scratch.Kernel, scratch.Events);
            events.Clear();
            if (row is { } few)
            {
                EntityEventsCodec.Decode(few.Span, events);
                CheckComplete(events.CompleteFrom, key, at);
            }

            kernel.Evaluate(events, at, results);
            newest = kernel.NewestEvent(events, at);
        }

        scratch.Close();
        for (var f = 0; f < features.Length; f++)
        {
            features[f] = view.Finalizers[f](results);
        }

        state = newest is { } time ? new SourceState(FeatureStatus.Present, time) : SourceState.NotFound;
        return true;
    }

    private void CheckComplete(Instant complete, EntityKey key, Instant at)
    {
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
