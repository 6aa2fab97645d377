using System.Globalization;
using Larder.Cli.Monitoring;
using Larder.Cli.Output;
using Larder.Errors;
using Larder.Quality.Drift;

namespace Larder.Cli.Steps;

/// <summary>Says what drifts, when, how, and who consumes it.</summary>
internal static class DriftStep
{
    /// <summary>Tells people of a report.</summary>
    public static void Print(Reporter report, DriftReport drift)
    {
        var profiled = drift.Update;
        report.Line(string.Create(CultureInfo.InvariantCulture, $"{profiled.Subject}: {profiled.Read} tiles profiled, {profiled.Kept} up to date ({profiled.DataVersion})"));
        foreach (var period in drift.TooSmall)
        {
            report.Line(string.Create(CultureInfo.InvariantCulture, $"{period.Name} has {period.Whole.Rows} rows, fewer than {PeriodComparer.LeastRows}, and is not compared"));
        }

        (PeriodComparison Comparison, FeatureDrift Drift)[] drifting = [.. drift.Comparisons.SelectMany(c => c.Features.Where(f => f.IsDrift).Select(f => (c, f)))];
        if (drifting.Length > 0)
        {
            report.Table(["period", "against", "segment", "feature", "what", "js", "psi", "critical", "most moved"], drifting.Select(d => Row(d.Comparison, d.Drift)));
            foreach (var feature in drift.Drifting)
            {
                report.Line($"  {feature.Feature}{Segment(feature.Segment)} in {string.Join(", ", feature.Periods)}: {ConsumerText.Of(feature.Consumers, feature.Versions)}");
            }
        }

        if (drift.Anomalies is { Count: > 0 } anomalies)
        {
            report.Table(
                ["period", "metric", "feature", "value", "expected"],
                anomalies.Select(a => (IReadOnlyList<string>)[a.Period, a.Metric, a.Feature, Number(a.Value), $"{Number(a.Low)} to {Number(a.High)}"]));
        }

        var comparisons = drift.Comparisons.Count(c => c.Reference is not null);
        var verdict = drifting.Length == 0 ? "nothing drifts" : string.Create(CultureInfo.InvariantCulture, $"{drift.Drifting.Count} of {Features(drift)} features drift");
        var expected = drift.Anomalies is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {drift.Anomalies.Count} anomalies");
        report.Line(string.Create(CultureInfo.InvariantCulture, $"{drift.What} by {drift.Period} against {drift.Against}: {comparisons} comparisons, {verdict}{expected}"));
    }

    /// <summary>Fails where something drifts.</summary>
    /// <exception cref="LarderException">A watched feature drifts (<see cref="ErrorKind.Drifted"/>).</exception>
    public static void Ensure(IReadOnlyList<DriftReport> reports)
    {
        string[] drifting =
        [
            .. reports.SelectMany(r => r.Drifting.Select(f => $"{f.Feature}{Segment(f.Segment)} in {string.Join(", ", f.Periods)}")),
            .. reports.SelectMany(r => r.Anomalies ?? []).Select(a => string.Join(' ', new[] { a.Metric, a.Feature.Length > 0 ? $"of {a.Feature}" : string.Empty, "in", a.Period }.Where(w => w.Length > 0))),
        ];
        if (drifting.Length > 0)
        {
            throw new LarderException(
                ErrorKind.Drifted,
                $"Drift in {string.Join(" and ", reports.Where(r => r.Drifting.Count > 0 || r.Anomalies?.Count > 0).Select(r => r.What))}: {string.Join("; ", drifting)}. "
                + "Look at the rows of these periods; where they are right, train again, or change the limits with Monitor.");
        }
    }

    private static int Features(DriftReport drift) => drift.Comparisons.SelectMany(c => c.Features.Select(f => (f.Feature, c.Segment))).Distinct().Count();

    private static IReadOnlyList<string> Row(PeriodComparison comparison, FeatureDrift drift) =>
    [
        comparison.Period,
        comparison.Reference ?? "itself",
        comparison.Segment,
        drift.Feature,
        string.Join("; ", DriftText.Of(drift)),
        drift.Scores is { } scores ? Number(scores.JensenShannon) : string.Empty,
        drift.Scores is { } ? Number(drift.Scores.StabilityIndex) : string.Empty,
        drift.Scores is { } ? Number(drift.Scores.CriticalStabilityIndex) : string.Empty,
        string.Join(", ", drift.Moved.Select(m => $"{m.Cell}: {DriftText.Share(m.Reference)} to {DriftText.Share(m.Current)}")),
    ];

    private static string Segment(string segment) => segment.Length == 0 ? string.Empty : $" of segment {segment}";

    private static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
