using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Reference;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Tiles;

/// <summary>An entity's row and segments as a store keeps them, and how a reader gets them.</summary>
internal sealed class StoredEntity
{
    /// <summary>So small that few events make whole trees.</summary>
    public static readonly TileLayout[] SmallLayouts =
    [
        new(FewRows: 0, HeadRows: 0, SegmentRows: 0, TileRows: 1),
        new(FewRows: 0, HeadRows: 2, SegmentRows: 1, TileRows: 1),
        new(FewRows: 2, HeadRows: 5, SegmentRows: 3, TileRows: 2),
        new(FewRows: 0, HeadRows: 100, SegmentRows: 100, TileRows: 2),
        new(FewRows: 0, HeadRows: 100, SegmentRows: 0, TileRows: 1),
        new(FewRows: 100, HeadRows: 100, SegmentRows: 100, TileRows: 1),
    ];

    /// <summary>The row; null while nothing is stored.</summary>
    public byte[]? Head { get; private set; }

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

    /// <summary>Applies events, and retractions of some, as a stream does.</summary>
    /// <returns>Retractions without event.</returns>
    public int Apply(EntityUpdater updater, IEnumerable<NaiveEvent> events, IEnumerable<NaiveEvent> retracted)
    {
        updater.Open(Head is null ? null : (ReadOnlyMemory<byte>?)Head);
        foreach (var e in events)
        {
            updater.Add(e.Order, [.. e.Inputs]);
        }

        foreach (var e in retracted)
        {
            updater.Retract(e.Order, e.RetractedAt!.Value);
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
    /// <returns>The newest event seen.</returns>
    public Instant? Read(AggregatePlan plan, TileReader reader, Instant at, FeatureValue[] results)
    {
        if (Head is null || !TileReader.IsTiled(Head))
        {
            var events = new EntityEvents(plan.Inputs);
            if (Head is { } few)
            {
                EntityEventsCodec.Decode(few, events);
            }

            var kernel = plan.CreateKernel();
            kernel.Evaluate(events, at, results);
            return kernel.NewestEvent(events, at);
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

        return reader.Evaluate(results);
    }

    /// <summary>Whether both are stored as the same bytes.</summary>
    public bool IsSame(StoredEntity other) => Head.AsSpan().SequenceEqual(other.Head) && Segments.Count == other.Segments.Count
        && Segments.All(s => other.Segments.TryGetValue(s.Key, out var payload) && payload.AsSpan().SequenceEqual(s.Value));
}
