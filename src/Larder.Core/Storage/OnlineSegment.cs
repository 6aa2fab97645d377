using Larder.Types;

namespace Larder.Storage;

/// <summary>A part of an entity's state that is read on its own, to be written with the entity's row.</summary>
/// <param name="Number">Its number within the entity; any but <see cref="SegmentKey.Row"/>.</param>
/// <param name="Payload">Its bytes.</param>
public readonly record struct OnlineSegment(long Number, byte[] Payload);

/// <summary>Where a segment is found.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Number">The segment's number within it; <see cref="Row"/> for the payload of its row.</param>
public readonly record struct SegmentKey(EntityKey Entity, long Number)
{
    /// <summary>The number that stands for the entity's row itself.</summary>
    public const long Row = long.MinValue;
}
