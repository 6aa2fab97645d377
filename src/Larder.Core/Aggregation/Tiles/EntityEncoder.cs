using Larder.Storage;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Writes an entity's events as the online store keeps them: few as <see cref="EntityEventsCodec"/> does, more with the states of their
/// tiles. The bytes depend on the events alone. Keeps scratch memory: one per thread.
/// </summary>
public sealed class EntityEncoder
{
    private readonly TileWriter _writer;
    private readonly TileLayout _layout;

    /// <summary>Creates an encoder for a plan.</summary>
    public EntityEncoder(AggregatePlan plan)
        : this(plan, TileLayout.Default)
    {
    }

    internal EntityEncoder(AggregatePlan plan, TileLayout layout)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_writer, _layout) = (new TileWriter(plan, layout), layout);
    }

    /// <summary>Encodes all events of an entity.</summary>
    /// <param name="events">The events, in the total order.</param>
    /// <param name="segments">Receives the segments; none where everything is in the row.</param>
    /// <returns>The entity's row.</returns>
    public byte[] Encode(EntityEvents events, List<OnlineSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(segments);
        if (events.Count <= _layout.FewRows)
        {
            return EntityEventsCodec.Encode(events);
        }

        _writer.Attach(events);
        return _writer.Head(segments);
    }
}
