using Larder.Aggregation.Tiles;
using Larder.Core.Tests.Aggregation.Tiles;
using Larder.Reference;

namespace Larder.Core.Tests.Aggregation.Paths;

/// <summary>Streams a case's events: shuffled, in several batches, retractions with their event or later, some events once more.</summary>
internal static class StreamedEntity
{
    public static StoredEntity Of(AggregationCase c, TileLayout layout)
    {
        var (random, events) = (new Random(c.Seed), c.Events.ToArray());
        random.Shuffle(events);
        var (entity, updater) = (new StoredEntity(), new EntityUpdater(c.Plan, layout));
        var pending = new List<NaiveEvent>();
        for (var start = 0; start < events.Length;)
        {
            var end = Math.Min(events.Length, start + random.Next(1, Math.Max(9, events.Length / 2)));
            pending.AddRange(events[start..end].Where(e => e.RetractedAt is not null));
            var sent = pending.ToLookup(_ => end == events.Length || random.Next(2) == 0);
            pending = [.. sent[false]];
            NaiveEvent[] batch = [.. events[start..end], .. events[..start].Where(_ => random.Next(8) == 0)];
            if (entity.Apply(updater, batch, sent[true]) != 0)
            {
                throw new ShouldAssertException("a retraction did not find its event");
            }

            start = end;
        }

        var before = entity.Head;
        if (random.Next(4) == 0 && (entity.Apply(updater, events, events.Where(e => e.RetractedAt is not null)) != 0 || !ReferenceEquals(before, entity.Head)))
        {
            throw new ShouldAssertException("what was applied already changed something");
        }

        return entity;
    }
}
