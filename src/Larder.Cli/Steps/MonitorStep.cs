using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Cli.Output;
using Larder.Client.Monitoring;
using Larder.Client.Wire;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Serving.Monitoring;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Tells what servers over the state folder have counted; the JSON document is that of the server's <c>/monitoring</c>.</summary>
internal static class MonitorStep
{
    /// <exception cref="LarderException">An objective is broken (<see cref="ErrorKind.SuiteBreached"/>).</exception>
    public static async Task RunAsync(StepContext context, int hours, CancellationToken cancellationToken)
    {
        var now = Instant.From(context.Workspace.Clock.GetUtcNow());
        var report = await StoredReport.ReadAsync(context.Catalog, context.Monitoring.Tallies, hours, now, cancellationToken);
        var incidents = await context.Monitoring.Tallies.IncidentsAsync(report.From, cancellationToken);
        foreach (var alerts in IncidentAlerts.Of(context.Catalog, report.Incidents))
        {
            await context.Workspace.Alerts.ReportAsync(alerts, cancellationToken);
        }

        Print(context.Report, report, incidents);
        context.Report.Json(new JsonObject
        {
            ["freshness"] = JsonSerializer.SerializeToNode(FreshnessResponse.Of(report), LarderJson.Default.FreshnessResponse),
            ["coverage"] = JsonSerializer.SerializeToNode(CoverageResponse.Of(report), LarderJson.Default.CoverageResponse),
            ["objectives"] = JsonSerializer.SerializeToNode(ObjectivesResponse.Of(report, incidents), LarderJson.Default.ObjectivesResponse),
        });
        if (report.Objectives.Where(o => o.Outcome == ObjectiveOutcome.Broken).ToArray() is { Length: > 0 } broken)
        {
            throw new LarderException(ErrorKind.SuiteBreached, string.Create(
                CultureInfo.InvariantCulture,
                $"{broken.Length} of {report.Objectives.Count} objectives {(broken.Length == 1 ? "is" : "are")} broken: {string.Join(", ", broken.Select(b => $"{Kind(b)} of {b.Objective.Subject}"))}. See which values are old or missing above, and whether sources and materializations keep up."));
        }
    }

    private static void Print(Reporter report, MonitoringReport told, IReadOnlyList<Incident> incidents)
    {
        report.Heading($"served from {told.From} to {told.Now}");
        report.Table(
            ["view", "values", "age p50", "p95", "p99", "negative", "lag p99", "newest event", "staleness"],
            told.Freshness.Select(v => (IReadOnlyList<string>)
            [
                v.View, Number(v.Values), Span(v.P50), Span(v.P95), Span(v.P99), Number(v.Negative), Span(v.LagP99), v.NewestEvent?.ToString() ?? string.Empty, Span(v.Staleness),
            ]));
        report.Table(
            ["service", "requests", "covered", "coverage", "required", "canary reads", "failed"],
            told.Coverage.Select(s => (IReadOnlyList<string>)
            [
                s.Service, Number(s.Requests), Number(s.Covered), Share(s.Share), Number(s.Required.Count), Number(s.CanaryReads), Number(s.CanaryFailures),
            ]));
        report.Table(
            ["feature", .. Enum.GetValues<FeatureResult>().Select(r => r.WireName())],
            told.Features.Select(f => (IReadOnlyList<string>)[f.Feature, .. Enum.GetValues<FeatureResult>().Select(r => Number(f.Of(r)))]));
        if (told.Checks.Count > 0)
        {
            report.Table(
                ["check of", "check", "pass", "bad", "error", "refused"],
                told.Checks.Select(c => (IReadOnlyList<string>)[c.Check.Owner, c.Check.Check.Name, .. Enum.GetValues<ServedOutcome>().Select(o => Number(c.Of(o)))]));
        }

        report.Table(
            ["outcome", "objective", "subject", "asked", "counted", "bad", "share", "budget left", "burn 5m", "30m", "1h", "6h"],
            told.Objectives.Select(o => (IReadOnlyList<string>)
            [
                Names.ToSnakeCase(o.Outcome.ToString()), Kind(o), o.Objective.Subject, o.Objective.Text, Number(o.Total), Number(o.Bad), Share(o.Share), Share(o.BudgetLeft),
                .. o.Burn.Select(b => b.Rate?.ToString("0.##", CultureInfo.InvariantCulture) ?? string.Empty),
            ]));
        foreach (var incident in incidents)
        {
            report.Line($"  {(incident.Ended is { } ended ? $"from {incident.Since} to {ended}" : $"since {incident.Since}")}, {Names.ToSnakeCase(incident.Severity.ToString())}: {incident.Message}");
        }
    }

    private static string Kind(ObjectiveStatus status) => Names.ToSnakeCase(status.Objective.Kind.ToString());

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double? share) => share?.ToString("P2", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Span(TimeSpan? span) => span switch
    {
        null => string.Empty,
        { TotalMinutes: < 2 } s => string.Create(CultureInfo.InvariantCulture, $"{s.TotalSeconds:0.##} s"),
        { TotalHours: < 2 } s => string.Create(CultureInfo.InvariantCulture, $"{s.TotalMinutes:0.#} min"),
        { TotalDays: < 2 } s => string.Create(CultureInfo.InvariantCulture, $"{s.TotalHours:0.#} h"),
        { } s => string.Create(CultureInfo.InvariantCulture, $"{s.TotalDays:0.#} d"),
    };
}
