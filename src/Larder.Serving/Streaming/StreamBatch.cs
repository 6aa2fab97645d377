using System.Collections.ObjectModel;
using Larder.Types;

namespace Larder.Serving.Streaming;

/// <summary>A micro-batch of a source's events, to be applied to a view.</summary>
/// <param name="Events">The events, with the source's columns.</param>
/// <param name="Orders">Per event its event time, when it could first be used (by the source's clocks; a view's delay is added), and its sequence, by which it is known again.</param>
public sealed record StreamBatch(EventBatch Events, IReadOnlyList<EventOrder> Orders)
{
    /// <summary>Events that count no more from a time on. Default none.</summary>
    public IReadOnlyList<StreamRetraction> Retractions { get; init; } = [];

    /// <summary>By stream, the position from which to read on once this batch is applied; stored with it. Default none.</summary>
    public IReadOnlyDictionary<string, long> Positions { get; init; } = ReadOnlyDictionary<string, long>.Empty;
}

/// <summary>An event was withdrawn, or replaced by a correction.</summary>
/// <param name="Entity">The event's entity in the view.</param>
/// <param name="Event">The event's place in the total order, as it was given with the event.</param>
/// <param name="At">When that was known: from then on the event does not count.</param>
public sealed record StreamRetraction(EntityKey Entity, EventOrder Event, Instant At);

/// <summary>What a micro-batch did.</summary>
/// <param name="Events">Events of the batch that the view takes.</param>
/// <param name="Entities">Entities whose stored state changed; 0 where everything was there already.</param>
/// <param name="UnmatchedRetractions">Retractions of events that are not stored, because they were never applied or lie before all windows.</param>
public sealed record StreamReport(int Events, int Entities, int UnmatchedRetractions);
