using Larder.Types;

namespace Larder.PointInTime;

/// <summary>The rules of a row view's lookup, shared by training sets and serving (DESIGN 2.3).</summary>
public static class RowLookup
{
    /// <summary>
    /// Judges the greatest row, in the total order, that is known at the time asked for. Because it is the greatest, a row found too old
    /// means that every other one is.
    /// </summary>
    /// <param name="row">That row's place in the order; null when there is none.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="ttl">Greatest age that counts, inclusive; null for none.</param>
    public static FeatureStatus Judge(EventOrder? row, Instant at, TimeSpan? ttl)
    {
        if (row is not { } order)
        {
            return FeatureStatus.NotFound;
        }

        return ttl is { } age && order.EventTime < at - age ? FeatureStatus.OutsideMaxAge : FeatureStatus.Present;
    }

    /// <summary>Whether a row can be seen at a time: it has happened and is known.</summary>
    public static bool IsVisible(EventOrder row, Instant at) => row.EventTime <= at && row.KnownAt <= at;

    /// <summary>Whether a row that may be retracted can be seen at a time.</summary>
    /// <param name="row">Its place in the order.</param>
    /// <param name="retractedAt">From when on it counts no more; null for never.</param>
    /// <param name="at">The time asked for.</param>
    public static bool IsVisible(EventOrder row, Instant? retractedAt, Instant at) => IsVisible(row, at) && !(at >= retractedAt);
}
