using NodaTime;
using NodaTime.TimeZones;

namespace Larder.Types;

/// <summary>
/// Turns local times of one zone into instants. The zone rules are NodaTime's own copy of the tz database, not the machine's: results
/// depend on Larder's version only.
/// </summary>
public sealed class LocalClock
{
    private readonly DateTimeZone _zone;
    private readonly LocalTimePolicy _policy;

    /// <summary>Creates a clock for a zone (null is UTC).</summary>
    public LocalClock(string? zone, LocalTimePolicy policy)
    {
        _zone = zone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[zone];
        _policy = policy;
    }

    /// <summary>Whether a zone of that name exists.</summary>
    public static bool IsZone(string? zone) => zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;

    /// <summary>The instant of a local time; false with a reason when the zone has it twice or not at all and the policy is to stop.</summary>
    /// <param name="local">The local time; its kind is ignored.</param>
    /// <param name="instant">The instant.</param>
    /// <param name="problem">The rest of a sentence about the local time: that it does not exist or came twice, with the zone; null when there is none.</param>
    public bool TryToInstant(DateTime local, out Instant instant, out string? problem)
    {
        problem = null;
        if (_zone == DateTimeZone.Utc)
        {
            instant = Instant.From(DateTime.SpecifyKind(local, DateTimeKind.Utc));
            return true;
        }

        var mapping = _zone.MapLocal(LocalDateTime.FromDateTime(local));
        if (mapping.Count != 1 && _policy == LocalTimePolicy.Error)
        {
            problem = mapping.Count == 0
                ? $"does not exist in {_zone.Id}, where the clocks were put forward"
                : $"came twice in {_zone.Id}, where the clocks were put back";
            instant = default;
            return false;
        }

        var zoned = mapping.Count switch
        {
            1 => mapping.Single(),
            0 => Resolvers.ReturnForwardShifted(mapping.LocalDateTime, _zone, mapping.EarlyInterval, mapping.LateInterval),
            _ => _policy == LocalTimePolicy.Later ? mapping.Last() : mapping.First(),
        };
        instant = Instant.From(zoned.ToDateTimeUtc());
        return true;
    }
}
