using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>Of an aggregate view the tiles that events fall into are written again, and the row that lists them.</summary>
internal sealed class AggregateUpdate(CompiledAggregateView view, string online, IOnlineStore store) : ViewUpdate
{
    private const int MostAttempts = 20;

    private readonly EntityUpdater _updater = new(view.Plan);
    private readonly PayloadBuffer _row = new();

    public override async ValueTask<Changes> PrepareAsync(StreamBatch batch, MaterializationState state, CancellationToken cancellationToken)
    {
        var (entities, events) = Group(batch);
        EntityKey[] keys = [.. entities.Keys];
        var stored = new OnlineRow[keys.Length];
        await store.ReadAsync(online, keys, stored, cancellationToken).ConfigureAwait(false);
        var (rows, unmatched) = (new List<OnlineWrite>(), 0);
        for (var i = 0; i < keys.Length; i++)
        {
            await FindAsync(keys[i], stored[i].Payload, entities[keys[i]], cancellationToken).ConfigureAwait(false);
            var segments = new List<OnlineSegment>();
            if (_updater.Apply(segments) is { } payload)
            {
                rows.Add(new OnlineWrite(keys[i], RankOf(stored[i], state), payload) { Segments = segments, KeepsSegments = true });
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

    /// <summary>Opens an entity and reads the segments that its changes touch; all of it again where it was written between the reads.</summary>
    private async ValueTask FindAsync(EntityKey key, ReadOnlyMemory<byte>? row, EntityBatch changes, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            Open(row, changes);
            while (!_updater.Find() && !_updater.IsTorn)
            {
                SegmentKey[] wanted = [.. _updater.Wanted.Select(number => new SegmentKey(key, number))];
                var payloads = new PayloadBuffer();
                await store.ReadSegmentsAsync(online, wanted, payloads, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < wanted.Length; i++)
                {
                    _updater.Load(wanted[i].Number, payloads[i]);
                }
            }

            if (!_updater.IsTorn)
            {
                return;
            }

            if (attempt == MostAttempts)
            {
                throw new UnavailableException($"An entity of online view '{online}' was written {MostAttempts} times while it was read; apply the batch again.", isTransient: true);
            }

            await store.ReadSegmentsAsync(online, new[] { new SegmentKey(key, SegmentKey.Row) }, _row, cancellationToken).ConfigureAwait(false);
            row = _row[0];
        }
    }

    private void Open(ReadOnlyMemory<byte>? row, EntityBatch changes)
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
    }

    /// <summary>The rank that a materialization as of the same instant would give, and never less than the stored one's.</summary>
    private EventOrder RankOf(OnlineRow stored, MaterializationState state)
    {
        var rank = new EventOrder(state.AsOf, _updater.Newest.EventTime, _updater.Newest.Sequence);
        return stored.Payload is not null && stored.Order > rank ? stored.Order : rank;
    }

    private sealed record EntityBatch(List<(EventOrder Order, FeatureValue[] Inputs)> Events, List<StreamRetraction> Retractions);
}
