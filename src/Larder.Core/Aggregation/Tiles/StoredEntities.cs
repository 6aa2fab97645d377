using Larder.Storage;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Brings new events and retractions into the rows of entities that an online store has already: only the tiles touched are read and made anew. Streams and
/// incremental materializations use it, so that both leave the bytes that all events at once would give. Keeps scratch memory: one per thread.
/// </summary>
/// <param name="plan">The view's plan.</param>
/// <param name="online">The view's name in the store.</param>
/// <param name="store">The store.</param>
public sealed class StoredEntities(AggregatePlan plan, string online, IOnlineStore store)
{
    private readonly EntityUpdater _updater = new(plan);
    private readonly SegmentFetch _fetch = new();

    /// <summary>Makes the rows that changes lead to. Nothing is written.</summary>
    /// <param name="keys">The entities, each once.</param>
    /// <param name="asOf">The instant of the materialization that the rows belong to, which leads their rank.</param>
    /// <param name="change">Gives an entity's changes, by its place among the keys: <see cref="EntityUpdater.Add"/>, <see cref="EntityUpdater.Retract"/>. May be called again for one entity.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    /// <exception cref="Errors.NotFoundException">The view was never created in the store.</exception>
    /// <exception cref="Errors.UnavailableException">The store cannot be read, or a row is damaged.</exception>
    public async ValueTask<EntityWrites> UpdateAsync(EntityKey[] keys, Instant asOf, Action<int, EntityUpdater> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(change);
        var stored = new OnlineRow[keys.Length];
        await store.ReadAsync(online, keys, stored, cancellationToken).ConfigureAwait(false);
        var (rows, added, unmatched) = (new List<OnlineWrite>(), 0, 0);
        for (var i = 0; i < keys.Length; i++)
        {
            var entity = i;
            bool Open(ReadOnlyMemory<byte>? row)
            {
                _updater.Open(row);
                change(entity, _updater);
                return true;
            }

            var row = stored[i].Payload is { } payload ? payload : (ReadOnlyMemory<byte>?)null;
            await _fetch.FindAsync(store, online, keys[i], row, _updater, Open, cancellationToken).ConfigureAwait(false);
            var segments = new List<OnlineSegment>();
            if (_updater.Apply(segments) is { } applied)
            {
                rows.Add(new OnlineWrite(keys[i], RankOf(stored[i], asOf), applied) { Segments = segments, KeepsSegments = true });
                added += row is null ? 1 : 0;
            }

            unmatched += _updater.Unmatched;
        }

        return new EntityWrites(rows, added, unmatched);
    }

    /// <summary>The rank that a materialization as of the same instant would give, and never less than the stored one's.</summary>
    private EventOrder RankOf(OnlineRow stored, Instant asOf)
    {
        var rank = new EventOrder(asOf, _updater.Newest.EventTime, _updater.Newest.Sequence);
        return stored.Payload is not null && stored.Order > rank ? stored.Order : rank;
    }
}

/// <summary>Rows that changes lead to.</summary>
/// <param name="Rows">The rows of entities whose state changed.</param>
/// <param name="New">How many of them were not stored before.</param>
/// <param name="Unmatched">Retractions that found no event to retract.</param>
public readonly record struct EntityWrites(IReadOnlyList<OnlineWrite> Rows, int New, int Unmatched);
