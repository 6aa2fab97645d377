using System.Globalization;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>What the reads of a service's canaries say.</summary>
public static class Canaries
{
    private const long Fewest = 3;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The incident that stands where every read of the last 5 minutes, and at least 3, found something wrong; null for none.</summary>
    public static Incident? Judge(string service, TallyBook tallies, Instant now)
    {
        ArgumentNullException.ThrowIfNull(tallies);
        var counts = tallies.Sum(TallyKind.Canary, service, now - Window);
        return counts.Count > 1 && counts[0] >= Fewest && counts[0] == counts[1]
            ? new Incident("canary_failing", service, CheckSeverity.Error, string.Create(
                CultureInfo.InvariantCulture,
                $"All {counts[0]} reads of the canaries of service {service} in the last 5 minutes found a required feature missing or too old. See whether its sources and materializations keep up."), now)
            : null;
    }
}
