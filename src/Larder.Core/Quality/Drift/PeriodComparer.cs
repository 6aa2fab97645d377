using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>Compares periods, each with the one before or all with one reference, for the whole and for each segment.</summary>
/// <param name="watch">What is watched.</param>
/// <param name="deliveryTime">The event time's column where a period is a delivery, so that times outside its month are strays; null elsewhere.</param>
public sealed class PeriodComparer(DriftWatch watch, string? deliveryTime = null)
{
    /// <summary>A period, or a segment of one, with fewer rows is not compared and nothing is compared with it.</summary>
    public const int LeastRows = 100;

    /// <summary>Each period with the one before it that has enough rows. The first is only looked at by itself.</summary>
    public IReadOnlyList<PeriodComparison> WithPrevious(IReadOnlyList<ProfiledPeriod> periods)
    {
        ArgumentNullException.ThrowIfNull(periods);
        var previous = default(ProfiledPeriod);
        var compared = new List<PeriodComparison>();
        foreach (var period in periods.Where(p => p.Whole.Rows >= LeastRows))
        {
            compared.AddRange(Compare(previous, period));
            previous = period;
        }

        return compared;
    }

    /// <summary>Each period with the same reference.</summary>
    public IReadOnlyList<PeriodComparison> WithFixed(ProfiledPeriod reference, IReadOnlyList<ProfiledPeriod> periods)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(periods);
        return [.. periods.Where(p => p.Whole.Rows >= LeastRows && reference.Whole.Rows >= LeastRows).SelectMany(p => Compare(reference, p))];
    }

    /// <summary>The periods that have too few rows to be compared.</summary>
    public static IReadOnlyList<ProfiledPeriod> TooSmall(IReadOnlyList<ProfiledPeriod> periods) => [.. periods.Where(p => p.Whole.Rows < LeastRows)];

    private IEnumerable<PeriodComparison> Compare(ProfiledPeriod? reference, ProfiledPeriod period)
    {
        foreach (var segment in period.Parts.Where(s => s.Value.Rows >= LeastRows).Select(s => s.Key).Prepend(string.Empty))
        {
            var tile = period.Of(segment)!;
            var before = reference?.Of(segment) is { Rows: >= LeastRows } enough ? enough : null;
            if (before is not null || segment.Length == 0)
            {
                var against = before ?? Nothing(tile);
                var features = DriftComparison.Compare(against, tile, watch.LimitsOf).Select(f => WithStrays(f, tile));
                yield return new PeriodComparison(before is null ? null : reference!.Name, period.Name, segment, against, tile, [.. features]);
            }
        }
    }

    private FeatureDrift WithStrays(FeatureDrift drift, ProfileTile tile) => drift.Feature == deliveryTime && StrayTimes.Describe(tile.Features[drift.Feature]) is { } strays
        ? drift with { Reasons = drift.Reasons | DriftReasons.StrayTimes, Oddities = [.. drift.Oddities, strays] }
        : drift;

    /// <summary>The same features without a row.</summary>
    private static ProfileTile Nothing(ProfileTile tile)
    {
        var nothing = new ProfileTile();
        foreach (var (name, profile) in tile.Features)
        {
            nothing.Feature(name, profile.Kind);
        }

        return nothing;
    }
}
