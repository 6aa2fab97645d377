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
public readonly record struct OnlineWrite(EntityKey Key, EventOrder Order, byte[] Payload);

/// <summary>How far a materialization has come; stored with the rows it covers, so that a killed run resumes exactly there.</summary>
/// <param name="AsOf">The instant the view is brought to.</param>
/// <param name="Source">The offline table version it is made from, for example <c>order_lines@3</c>.</param>
/// <param name="HorizonStart">Events from this instant on are complete in the payloads; reads that need older ones are refused.</param>
/// <param name="LastKey">The greatest key written so far; null before the first and after the last batch.</param>
/// <param name="Rows">Entities written so far by this materialization.</param>
/// <param name="IsComplete">Whether the last batch has been written.</param>
public sealed record MaterializationState(Instant AsOf, string Source, Instant HorizonStart, byte[]? LastKey, long Rows, bool IsComplete);
