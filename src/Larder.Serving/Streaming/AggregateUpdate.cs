using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>Of an aggregate view the tiles that events fall into are written again, and the row that lists them.</summary>
internal sealed class AggregateUpdate(CompiledAggregateView view, string online, IOnlineStore store) : ViewUpdate
{
    private readonly EntityUpdater _updater = new(view.Plan);
    private readonly SegmentFetch _fetch = new();

    public override async ValueTask<Changes> PrepareAsync(StreamBatch batch, MaterializationState state, CancellationToken cancellationToken)
    {
        var (entities, events) = Group(batch);
        EntityKey[] keys = [.. entities.Keys];
        var stored = new OnlineRow[keys.Length];
        await store.ReadAsync(online, keys, stored, cancellationToken).ConfigureAwait(false);
        var (rows, unmatched) = (new List<OnlineWrite>(), 0);
        for (var i = 0; i < keys.Length; i++)
        {
            var (key, changes) = (keys[i], entities[keys[i]]);
            var row = stored[i].Payload is { } payload ? payload : (ReadOnlyMemory<byte>?)null;
            await _fetch.FindAsync(store, online, key, row, _updater, again => Open(again, changes), cancellationToken).ConfigureAwait(false);
            var segments = new List<OnlineSegment>();
            if (_updater.Apply(segments) is { } applied)
            {
                rows.Add(new OnlineWrite(keys[i], RankOf(stored[i], state), applied) { Segments = segments, KeepsSegments = true });
            }

            unmatched += _updater.Unmatched;
        }

        return new Changes(rows, events, unmatched);
    }

    private (Dictionary<EntityKey, EntityBatch> Entities, int Events) Group(StreamBatch batch)
    {
        var (entities, events) = (new Dictionary<EntityKey, EntityBatch>(), 0);
        EntityBatch Of(EntityKey key)
        {
            if (!entities.TryGetValue(key, out var entity))
            {
                entities.Add(key, entity = new EntityBatch([], []));
            }

            return entity;
        }

        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (KeyOf(view, batch.Events, row) is { } key)
            {
                var at = row;
                Of(key).Events.Add((batch.Orders[row], [.. view.Inputs.Select(input => input(batch.Events, at))]));
                events++;
            }
        }

        foreach (var retraction in batch.Retractions)
        {
            Of(retraction.Entity).Retractions.Add(retraction);
        }

        return (entities, events);
    }

    private bool Open(ReadOnlyMemory<byte>? row, EntityBatch changes)
    {
        _updater.Open(row);
        foreach (var (order, inputs) in changes.Events)
        {
            _updater.Add(order, inputs);
        }

        foreach (var retraction in changes.Retractions)
        {
            _updater.Retract(retraction.Event, retraction.At);
        }

        return true;
    }

    /// <summary>The rank that a materialization as of the same instant would give, and never less than the stored one's.</summary>
    private EventOrder RankOf(OnlineRow stored, MaterializationState state)
    {
        var rank = new EventOrder(state.AsOf, _updater.Newest.EventTime, _updater.Newest.Sequence);
        return stored.Payload is not null && stored.Order > rank ? stored.Order : rank;
    }

    private sealed record EntityBatch(List<(EventOrder Order, FeatureValue[] Inputs)> Events, List<StreamRetraction> Retractions);
}
