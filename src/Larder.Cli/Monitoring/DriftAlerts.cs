using System.Globalization;
using Larder.Alerts;
using Larder.Quality.Anomalies;
using Larder.Quality.Drift;

namespace Larder.Cli.Monitoring;

/// <summary>
/// What drifts as a report of alerts, one for each feature and metric: it fires where the newest period that was compared drifts, and has recovered where that one does not. Severity warn: rows that
/// changed need not be wrong. Values of rows, segments among them, are left out: alerts leave the machine.
/// </summary>
internal static class DriftAlerts
{
    private const string Rows = "rows";

    /// <summary>The report of a comparison.</summary>
    public static AlertReport Of(DriftReport drift)
    {
        var conditions = new List<AlertCondition>();
        var undecided = new List<string>();
        foreach (var feature in drift.Watched)
        {
            var compared = drift.Comparisons.SelectMany(c => c.Features.Where(f => f.Feature == feature && (c.Reference is not null || f.IsDrift)).Select(f => (Comparison: c, Drift: f))).ToArray();
            var newest = compared.Where(c => c.Comparison.Period == compared[^1].Comparison.Period).ToArray();
            if (newest.Length == 0)
            {
                undecided.Add(feature);
            }
            else if (newest.Any(n => n.Drift.IsDrift))
            {
                conditions.Add(Of(drift, feature, newest));
            }
        }

        foreach (var metric in drift.Metrics)
        {
            if (drift.Anomalies?.FirstOrDefault(a => a.Period == metric.Newest && a.Metric == metric.Metric && a.Feature == metric.Feature) is { } anomaly)
            {
                conditions.Add(Of(drift, anomaly));
            }
            else if (!metric.IsJudged)
            {
                undecided.Add(KeyOf(metric.Metric, metric.Feature));
            }
        }

        return new AlertReport(AlertKind.Drift, drift.Subject, conditions) { Scope = drift.Scope, Undecided = undecided };
    }

    private static AlertCondition Of(DriftReport drift, string feature, IReadOnlyList<(PeriodComparison Comparison, FeatureDrift Drift)> newest)
    {
        // The whole says more than a segment; where it does not drift, the segment that moved most.
        var (comparison, found) = newest.Where(n => n.Drift.IsDrift).OrderBy(n => n.Comparison.Segment.Length > 0).ThenByDescending(n => n.Drift.Scores?.JensenShannon ?? 0).First();
        var segments = newest.Where(n => n.Comparison.Segment.Length > 0).ToArray();
        var consumers = drift.Drifting.Where(f => f.Feature == feature).SelectMany(f => f.Consumers).ToArray();
        var where = comparison.Segment.Length > 0 ? " of a segment" : string.Empty;
        var against = comparison.Reference is { } reference ? $" against {reference}" : string.Empty;
        return new AlertCondition(feature, AlertSeverity.Warn, $"{feature}{where} drifts in {comparison.Period}{against}: {string.Join("; ", Reasons(found))}")
        {
            Facts =
            [
                new("score", found.Scores is { } scores ? Number(scores.JensenShannon) : "none"),
                new("threshold", Number(found.Limits.JensenShannon)),
                new("reference", comparison.Reference ?? "none"),
                new("period", comparison.Period),
                new("segments", $"{segments.Count(s => s.Drift.IsDrift)} of {segments.Length}"),
                new("services", Listed(consumers.Select(c => c.Service))),
                new("models", Listed(consumers.SelectMany(c => c.Models))),
            ],
            Evidence = drift.Command,
        };
    }

    private static AlertCondition Of(DriftReport drift, MetricAnomaly anomaly) => new(
        KeyOf(anomaly.Metric, anomaly.Feature),
        AlertSeverity.Warn,
        $"{Named(anomaly.Metric, anomaly.Feature)} in {anomaly.Period} is {Number(anomaly.Value)}, expected {Number(anomaly.Low)} to {Number(anomaly.High)}")
    {
        Facts = [new("value", Number(anomaly.Value)), new("low", Number(anomaly.Low)), new("high", Number(anomaly.High)), new("period", anomaly.Period)],
        Evidence = drift.Command,
    };

    private static IEnumerable<string> Reasons(FeatureDrift found)
    {
        if (found.Reasons.HasFlag(DriftReasons.Distribution))
        {
            yield return $"Jensen-Shannon divergence {Number(found.Scores!.JensenShannon)}, allowed {Number(found.Limits.JensenShannon)}";
        }

        if (found.Reasons.HasFlag(DriftReasons.Nulls))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"nulls {100 * found.ReferenceNulls:0.#} % to {100 * found.Nulls:0.#} %");
        }

        if (found.Reasons.HasFlag(DriftReasons.Extreme))
        {
            yield return "one value moves the mean";
        }

        if (found.Reasons.HasFlag(DriftReasons.StrayTimes))
        {
            yield return "times outside of their month";
        }
    }

    /// <summary>No feature has a blank in its name, so that none has the key of a metric.</summary>
    private static string KeyOf(string metric, string feature) => $"anomaly {Named(metric, feature)}";

    private static string Named(string metric, string feature) => metric == Rows ? "number of rows" : $"{metric} of {feature}";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty("none"));

    private static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
