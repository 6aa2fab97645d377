using Larder.Types;

namespace Larder.Reference;

/// <summary>DESIGN 2.3 word by word: of all rows of an entity, the greatest that had happened, was known and is not too old.</summary>
public static class NaivePointInTime
{
    /// <summary>Looks a row up.</summary>
    /// <typeparam name="T">What a row carries.</typeparam>
    /// <param name="rows">All rows of the entity, in any order.</param>
    /// <param name="at">The query time.</param>
    /// <param name="ttl">Greatest age that counts, inclusive; null for none.</param>
    public static NaiveRow<T> Lookup<T>(IEnumerable<(EventOrder Order, T Row)> rows, Instant at, TimeSpan? ttl)
    {
        var visible = rows
            .Where(r => r.Order.EventTime.Microseconds <= at.Microseconds && r.Order.KnownAt.Microseconds <= at.Microseconds)
            .OrderBy(r => r.Order.EventTime.Microseconds)
            .ThenBy(r => r.Order.KnownAt.Microseconds)
            .ThenBy(r => r.Order.Sequence)
            .ToList();
        var fresh = visible
            .Where(r => ttl is null || r.Order.EventTime.Microseconds >= at.Microseconds - (ttl.Value.Ticks / TimeSpan.TicksPerMicrosecond))
            .ToList();
        if (fresh.Count > 0)
        {
            return new(FeatureStatus.Present, fresh[^1].Order, fresh[^1].Row);
        }

        return new(visible.Count > 0 ? FeatureStatus.OutsideMaxAge : FeatureStatus.NotFound, null, default);
    }
}

/// <summary>What a lookup found.</summary>
/// <typeparam name="T">What a row carries.</typeparam>
/// <param name="Status">PRESENT, NOT_FOUND or OUTSIDE_MAX_AGE.</param>
/// <param name="Order">The row's place in the order; null when none was found.</param>
/// <param name="Row">The row; default when none was found.</param>
public sealed record NaiveRow<T>(FeatureStatus Status, EventOrder? Order, T? Row);
