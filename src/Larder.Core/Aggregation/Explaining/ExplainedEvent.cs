using Larder.Types;

namespace Larder.Aggregation.Explaining;

/// <summary>What became of an event in a window.</summary>
public enum EventFate
{
    /// <summary>It counts.</summary>
    Taken = 1,

    /// <summary>It is known only after the time asked for.</summary>
    NotKnownYet = 2,

    /// <summary>It was withdrawn or corrected by the time asked for.</summary>
    Retracted = 3,

    /// <summary>The aggregation's condition is false or null.</summary>
    FilteredOut = 4,

    /// <summary>The aggregated input is null, or left out by a condition on it.</summary>
    NoValue = 5,

    /// <summary>The bucket it belongs to is null.</summary>
    NoBucket = 6,
}

/// <summary>One event of a window.</summary>
/// <param name="Order">Its event time, known time and sequence.</param>
/// <param name="RetractedAt">From when on it counts no more; null for never.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Input">The aggregated input; null where the events themselves are counted.</param>
/// <param name="Bucket">The bucket; null for a single result.</param>
public sealed record ExplainedEvent(EventOrder Order, Instant? RetractedAt, EventFate Fate, FeatureValue Input, FeatureValue Bucket);
