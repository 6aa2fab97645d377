using Larder.Types;

namespace Larder.Storage;

/// <summary>A stretch of event time: from an instant on, up to another that does not belong to it.</summary>
/// <param name="From">The first instant of it.</param>
/// <param name="Before">The first instant behind it.</param>
public readonly record struct EventRange(Instant From, Instant Before)
{
    /// <summary>Whether all of another stretch lies in this one.</summary>
    public bool Covers(EventRange other) => From <= other.From && other.Before <= Before;

    /// <summary>Both ends, for messages.</summary>
    public override string ToString() => $"{From} to {Before}";

    /// <summary>The same instants in as few stretches as possible, in order.</summary>
    public static IReadOnlyList<EventRange> Union(IEnumerable<EventRange> ranges)
    {
        var union = new List<EventRange>();
        foreach (var range in ranges.OrderBy(r => r.From))
        {
            if (union.Count > 0 && range.From <= union[^1].Before)
            {
                union[^1] = union[^1] with { Before = range.Before > union[^1].Before ? range.Before : union[^1].Before };
            }
            else
            {
                union.Add(range);
            }
        }

        return union;
    }
}
