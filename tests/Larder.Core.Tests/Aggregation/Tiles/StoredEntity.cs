using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Reference;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>An entity's row and segments as a store keeps them, and how a reader gets them.</summary>
internal sealed class StoredEntity
{
    public byte[] Head { get; set; } = null!;

    public Dictionary<long, byte[]> Segments { get; } = [];

    public static StoredEntity Of(AggregatePlan plan, EntityEvents events, TileLayout layout)
    {
        var segments = new List<OnlineSegment>();
        var entity = new StoredEntity { Head = new EntityEncoder(plan, layout).Encode(events, segments) };
        foreach (var segment in segments)
        {
            entity.Segments.Add(segment.Number, segment.Payload);
        }

        return entity;
    }

    /// <summary>Applies events, and their retractions, as a stream does.</summary>
    /// <returns>Retractions without event.</returns>
    public int Apply(EntityUpdater updater, IEnumerable<NaiveEvent> events)
    {
        updater.Open(Head is null ? null : (ReadOnlyMemory<byte>?)Head);
        foreach (var e in events)
        {
            if (e.RetractedAt is { } at)
            {
                updater.Retract(e.Order, at);
            }

            updater.Add(e.Order, [.. e.Inputs]);
        }

        while (!updater.Find())
        {
            updater.IsTorn.ShouldBeFalse();
            foreach (var segment in updater.Wanted.ToArray())
            {
                updater.Load(segment, Segments.TryGetValue(segment, out var payload) ? payload : (ReadOnlyMemory<byte>?)null);
            }
        }

        var segments = new List<OnlineSegment>();
        if (updater.Apply(segments) is { } head)
        {
            Head = head;
            foreach (var segment in segments)
            {
                Segments[segment.Number] = segment.Payload;
            }
        }

        return updater.Unmatched;
    }

    /// <summary>Reads through tiles where there are any.</summary>
    public (FeatureValue[] Values, Instant? Newest) Read(AggregatePlan plan, TileReader reader, Instant at)
    {
        var results = new FeatureValue[plan.Aggregations.Count];
        if (!TileReader.IsTiled(Head))
        {
            var events = new EntityEvents(plan.Inputs);
            EntityEventsCodec.Decode(Head, events);
            var kernel = plan.CreateKernel();
            kernel.Evaluate(events, at, results);
            return (results, kernel.NewestEvent(events, at));
        }

        reader.Open(default, Head, at);
        while (!reader.Find())
        {
            reader.IsTorn.ShouldBeFalse();
            foreach (var segment in reader.Wanted.ToArray())
            {
                reader.Load(segment, Segments.TryGetValue(segment, out var payload) ? payload : (ReadOnlyMemory<byte>?)null);
            }
        }

        return (results, reader.Evaluate(results) is var newest ? newest : null);
    }
}
