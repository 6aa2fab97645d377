using Larder.Cli.Output;
using Larder.Quality.Checks;
using Larder.Quality.Drift;

namespace Larder.Cli.Reporting;

/// <summary>Something that is broken.</summary>
/// <param name="Outcome"><c>fail</c>, <c>error</c>, <c>drift</c> or <c>warn</c>.</param>
/// <param name="Source">The source.</param>
/// <param name="What">What is broken, with its numbers.</param>
/// <param name="Since">Since when.</param>
/// <param name="Consumers">Who consumes it.</param>
/// <param name="Anchor">Where the page says more.</param>
internal sealed record Finding(string Outcome, string Source, string What, string Since, string Consumers, string Anchor)
{
    private const string Drift = "drift";
    private const int MostPeriods = 6;
    private static readonly string[] Ranks = ["fail", "error", Drift, "warn"];

    /// <summary>All that is broken, the worst first.</summary>
    public static IReadOnlyList<Finding> Of(QualityReport report)
    {
        var redaction = new Redaction(report.ShowsValues);
        return [.. report.Sources.SelectMany((source, i) => OfChecks(source, redaction, Anchors.Checks(i)).Concat(OfDrift(source, redaction, Anchors.Drift(i)))).OrderBy(f => Array.IndexOf(Ranks, f.Outcome))];
    }

    private static IEnumerable<Finding> OfChecks(SourceReport source, Redaction redaction, string anchor) => source.Checks.Where(IsBroken).Select(r => new Finding(
        ValidationJson.Name(r.Outcome),
        source.Source.Name,
        $"check {r.Check.Name}: {Measured(r, redaction)}",
        source.Firing.TryGetValue(r.Check.Name, out var since) ? $"{since}" : "not recorded",
        ConsumerText.Of(source.ConsumersOf([.. r.Check.Columns.Select(c => source.Source.Schema.Columns[c].Name)]), source.Models),
        anchor));

    private static IEnumerable<Finding> OfDrift(SourceReport source, Redaction redaction, string anchor)
    {
        foreach (var feature in source.Drift?.Drifting ?? [])
        {
            var segment = feature.Segment.Length == 0 ? string.Empty : $" of {redaction.Segment(source.Drift!, feature.Segment)}";
            var reasons = source.Drift!.Comparisons.Where(c => c.Segment == feature.Segment).SelectMany(c => c.Features).Where(f => f.Feature == feature.Feature).Aggregate(DriftReasons.None, (all, f) => all | f.Reasons);
            yield return new(
                Drift, source.Source.Name, $"{feature.Feature}{segment}: {DriftText.Names(reasons)}", ShownText.List(feature.Periods, MostPeriods), ConsumerText.Of(feature.Consumers, feature.Versions), anchor);
        }

        foreach (var anomaly in source.Drift?.Anomalies ?? [])
        {
            var of = anomaly.Feature.Length == 0 ? string.Empty : $" of {anomaly.Feature}";
            yield return new(
                Drift,
                source.Source.Name,
                $"{anomaly.Metric}{of}: {ShownText.Number(anomaly.Value)}, expected {ShownText.Number(anomaly.Low)} to {ShownText.Number(anomaly.High)}",
                anomaly.Period,
                ConsumerText.Of(source.ConsumersOf(anomaly.Feature.Length == 0 ? [] : [anomaly.Feature]), source.Models),
                anchor);
        }
    }

    private static bool IsBroken(CheckResult result) => result.Outcome is CheckOutcome.Warn or CheckOutcome.Fail or CheckOutcome.Error;

    private static string Measured(CheckResult result, Redaction redaction)
    {
        var (check, tally) = (result.Check, result.Tally);
        return result.Error is { } error ? $"could not run: {redaction.Error(error)}"
            : check.GroupBy is not null && check.IsAggregate ? $"{result.Groups.Count(g => g.Outcome is not CheckOutcome.Pass)} of {result.Groups.Count} groups break {check.Limit}"
            : check.IsAggregate ? $"{(tally.Value.IsNull ? "no value" : redaction.Measured(tally.Value))}, allowed {check.Limit}"
            : $"{ShownText.Count(tally.Bad)} of {ShownText.Count(tally.Tested)} bad{(tally.Surplus > 0 ? $", {ShownText.Count(tally.Surplus)} surplus" : string.Empty)}, allowed {check.Limit}";
    }
}

/// <summary>The names of places in the page.</summary>
internal static class Anchors
{
    public static string Source(int index) => $"s{index + 1}";

    public static string Checks(int index) => $"s{index + 1}-checks";

    public static string Drift(int index) => $"s{index + 1}-drift";
}
