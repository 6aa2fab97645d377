using Larder.Quality.Drift;
using Larder.Quality.Profiles;

namespace Larder.Quality.Anomalies;

/// <summary>A metric that lies outside of what was expected of it.</summary>
/// <param name="Metric"><c>rows</c>, <c>null_share</c> or <c>mean</c>.</param>
/// <param name="Feature">The feature; empty for rows.</param>
/// <param name="Period">The period.</param>
/// <param name="Value">What it was.</param>
/// <param name="Low">The least that was expected.</param>
/// <param name="High">The greatest that was expected.</param>
public sealed record MetricAnomaly(string Metric, string Feature, string Period, double Value, double Low, double High)
{
    /// <summary>The anomalies of row counts, and of null shares and means of the features watched, over periods; each period is judged by those before it.</summary>
    /// <param name="periods">The periods, in order.</param>
    /// <param name="strategy">What is expected.</param>
    /// <param name="isWatched">Which features are looked at.</param>
    public static IReadOnlyList<MetricAnomaly> Find(IReadOnlyList<ProfiledPeriod> periods, AnomalyStrategy strategy, Func<string, bool> isWatched)
    {
        ArgumentNullException.ThrowIfNull(periods);
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(isWatched);
        return [.. Metrics(periods, isWatched).SelectMany(m => Judge(m.Metric, m.Feature, Points(periods, m.Of), strategy))];
    }

    /// <summary>The metrics that are watched, and whether there was something to expect of the newest period.</summary>
    /// <inheritdoc cref="Find"/>
    public static IReadOnlyList<WatchedMetric> Watched(IReadOnlyList<ProfiledPeriod> periods, AnomalyStrategy strategy, Func<string, bool> isWatched)
    {
        ArgumentNullException.ThrowIfNull(periods);
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(isWatched);
        return
        [
            .. Metrics(periods, isWatched).Select(m =>
            {
                var points = Points(periods, m.Of);
                var newest = periods.Count == 0 ? string.Empty : periods[^1].Name;
                return new WatchedMetric(m.Metric, m.Feature, newest, points.Length > 0 && points[^1].Period == newest && strategy.Expect(points[..^1], newest) is not null);
            }),
        ];
    }

    private static IEnumerable<(string Metric, string Feature, Func<ProfileTile, double?> Of)> Metrics(IReadOnlyList<ProfiledPeriod> periods, Func<string, bool> isWatched) =>
    [
        ("rows", string.Empty, tile => tile.Rows),
        .. periods.SelectMany(p => p.Whole.Features.Keys).Distinct().Where(isWatched).Order(StringComparer.Ordinal).SelectMany(feature => new (string, string, Func<ProfileTile, double?>)[]
        {
            ("null_share", feature, tile => tile.Features.GetValueOrDefault(feature)?.NullShare),
            ("mean", feature, tile => tile.Features.GetValueOrDefault(feature)?.Mean),
        }),
    ];

    private static MetricPoint[] Points(IReadOnlyList<ProfiledPeriod> periods, Func<ProfileTile, double?> of) =>
        [.. periods.Select(p => (p.Name, Value: of(p.Whole))).Where(p => p.Value is not null).Select(p => new MetricPoint(p.Name, p.Value!.Value))];

    private static IEnumerable<MetricAnomaly> Judge(string metric, string feature, MetricPoint[] points, AnomalyStrategy strategy)
    {
        for (var i = 0; i < points.Length; i++)
        {
            if (strategy.Expect(points[..i], points[i].Period) is { } expected && (points[i].Value < expected.Low || points[i].Value > expected.High))
            {
                yield return new MetricAnomaly(metric, feature, points[i].Period, points[i].Value, expected.Low, expected.High);
            }
        }
    }
}

/// <summary>A metric that is watched for anomalies, as of the newest period.</summary>
/// <param name="Metric"><c>rows</c>, <c>null_share</c> or <c>mean</c>.</param>
/// <param name="Feature">The feature; empty for rows.</param>
/// <param name="Newest">The newest period.</param>
/// <param name="IsJudged">Whether the periods before let expect something of it.</param>
public sealed record WatchedMetric(string Metric, string Feature, string Newest, bool IsJudged);
