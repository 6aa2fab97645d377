using Larder.Types;

namespace Larder.Storage;

/// <summary>A row as read from the online store.</summary>
/// <param name="Order">The rank by which the newest row wins; meaningless when <paramref name="Payload"/> is null.</param>
/// <param name="Payload">The view's encoded state of the entity; null when the entity is not stored. Not to be written.</param>
public readonly record struct OnlineRow(EventOrder Order, byte[]? Payload);

/// <summary>A row to be written.</summary>
/// <param name="Key">The entity.</param>
/// <param name="Order">Its rank: the stored row is replaced when this is equal or greater.</param>
/// <param name="Payload">The view's encoded state of the entity.</param>
public readonly record struct OnlineWrite(EntityKey Key, EventOrder Order, byte[] Payload)
{
    /// <summary>Segments to be written with the row; not at all where the row is not, because one of greater rank is stored. Null or empty for none.</summary>
    public IReadOnlyList<OnlineSegment>? Segments { get; init; }

    /// <summary>Whether the entity's other segments stay. Default false: they are removed when the row is written.</summary>
    public bool KeepsSegments { get; init; }
}
