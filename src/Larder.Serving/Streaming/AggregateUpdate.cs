using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>Of an aggregate view the tiles that events fall into are written again, and the row that lists them.</summary>
internal sealed class AggregateUpdate(CompiledAggregateView view, string online, IOnlineStore store) : ViewUpdate
{
    private readonly StoredEntities _stored = new(view.Plan, online, store);

    public override async ValueTask<Changes> PrepareAsync(StreamBatch batch, MaterializationState state, CancellationToken cancellationToken)
    {
        var (entities, events) = Group(batch);
        EntityKey[] keys = [.. entities.Keys];
        var writes = await _stored.UpdateAsync(keys, state.AsOf, (i, updater) => Change(updater, entities[keys[i]]), cancellationToken).ConfigureAwait(false);
        return new Changes(writes.Rows, events, writes.Unmatched);
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

    private static void Change(EntityUpdater updater, EntityBatch changes)
    {
        foreach (var (order, inputs) in changes.Events)
        {
            updater.Add(order, inputs);
        }

        foreach (var retraction in changes.Retractions)
        {
            updater.Retract(retraction.Event, retraction.At);
        }
    }

    private sealed record EntityBatch(List<(EventOrder Order, FeatureValue[] Inputs)> Events, List<StreamRetraction> Retractions);
}
