using Larder.Alerts;
using Larder.Catalog;
using Larder.Quality.Anomalies;
using Larder.Quality.Drift;
using Larder.Quality.Profiles;
using Larder.Storage;

namespace Larder.Cli.Monitoring;

/// <summary>How the periods of something compare.</summary>
/// <param name="What">For people: <c>source trips</c>.</param>
/// <param name="Period">What a period is: <c>month</c>, <c>file</c>.</param>
/// <param name="Against">What periods are compared with.</param>
/// <param name="Update">What was profiled for it.</param>
/// <param name="Comparisons">The comparisons.</param>
/// <param name="TooSmall">Periods with too few rows to be compared.</param>
/// <param name="Drifting">The features that drift, with who consumes them.</param>
internal sealed record DriftReport(
    string What,
    string Period,
    string Against,
    ProfileUpdate Update,
    IReadOnlyList<PeriodComparison> Comparisons,
    IReadOnlyList<ProfiledPeriod> TooSmall,
    IReadOnlyList<DriftingFeature> Drifting)
{
    /// <summary>Row counts, null shares and means outside of what was expected; null where they are not watched.</summary>
    public IReadOnlyList<MetricAnomaly>? Anomalies { get; init; }

    /// <summary>What alerts of it are about.</summary>
    public AlertSubject Subject { get; init; }

    /// <summary>The way of looking: alerts of one say nothing about those of another.</summary>
    public string Scope { get; init; } = string.Empty;

    /// <summary>The command that gives this report.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>The features that are watched, whether there was anything to compare or not.</summary>
    public IReadOnlyList<string> Watched { get; init; } = [];

    /// <summary>The metrics watched for anomalies, as of the newest period; none where they are not watched.</summary>
    public IReadOnlyList<WatchedMetric> Metrics { get; init; } = [];
}

/// <summary>A feature that drifts, in the whole or in a segment.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Segment">The segment; empty for all rows.</param>
/// <param name="Periods">The periods in which it does, in order.</param>
/// <param name="Consumers">Services with their features and models that consume it.</param>
/// <param name="Versions">The registered versions of those models, with their aliases.</param>
internal sealed record DriftingFeature(string Feature, string Segment, IReadOnlyList<string> Periods, IReadOnlyList<FeatureConsumer> Consumers, IReadOnlyList<ModelListing> Versions)
{
    /// <summary>The features that drift in some comparisons, each with its segments one after the other.</summary>
    public static IReadOnlyList<DriftingFeature> Of(IReadOnlyList<PeriodComparison> comparisons, Func<string, IReadOnlyList<FeatureConsumer>> consumers, IReadOnlyList<ModelListing> models) =>
    [
        .. comparisons.SelectMany(c => c.Features.Where(f => f.IsDrift).Select(f => (f.Feature, c.Segment, c.Period)))
            .GroupBy(f => (f.Feature, f.Segment)).OrderBy(f => f.Key.Feature, StringComparer.Ordinal).ThenBy(f => f.Key.Segment, StringComparer.Ordinal)
            .Select(f =>
            {
                var found = consumers(f.Key.Feature);
                var names = found.SelectMany(c => c.Models).ToHashSet(StringComparer.Ordinal);
                return new DriftingFeature(f.Key.Feature, f.Key.Segment, [.. f.Select(p => p.Period)], found, [.. models.Where(m => names.Contains(m.Model.Name))]);
            }),
    ];
}
