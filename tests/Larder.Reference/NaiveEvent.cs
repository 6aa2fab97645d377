using Larder.Types;

namespace Larder.Reference;

/// <summary>One event of an entity with its prepared inputs.</summary>
/// <param name="Order">Its place in the total order.</param>
/// <param name="Inputs">The inputs, in the plan's order.</param>
public sealed record NaiveEvent(EventOrder Order, IReadOnlyList<FeatureValue> Inputs)
{
    /// <summary>From when on the event counts no more; null for never.</summary>
    public Instant? RetractedAt { get; init; }

    /// <summary>Events in the total order of DESIGN 2.2.</summary>
    public static IReadOnlyList<NaiveEvent> InTotalOrder(IEnumerable<NaiveEvent> events) =>
    [
        .. events
            .OrderBy(e => e.Order.EventTime.Microseconds)
            .ThenBy(e => e.Order.KnownAt.Microseconds)
            .ThenBy(e => e.Order.Sequence),
    ];

    /// <summary>For failing tests.</summary>
    public override string ToString() => $"{Order.EventTime} known {Order.KnownAt} #{Order.Sequence}{(RetractedAt is { } until ? $" until {until}" : string.Empty)}: {string.Join(", ", Inputs)}";
}
