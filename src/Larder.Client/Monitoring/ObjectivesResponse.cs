using System.Text.Json.Serialization;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Client.Monitoring;

/// <summary>Body of the answer to <c>GET /monitoring/objectives</c>.</summary>
/// <param name="To">Now.</param>
/// <param name="Objectives">One per objective.</param>
/// <param name="Incidents">Those that stand and those that ended within the hours asked for, the newest first.</param>
public sealed record ObjectivesResponse(
    [property: JsonPropertyName("to")] Instant To,
    [property: JsonPropertyName("objectives")] IReadOnlyList<JudgedObjective> Objectives,
    [property: JsonPropertyName("incidents")] IReadOnlyList<ReportedIncident> Incidents)
{
    /// <summary>The answer that a report and the recorded incidents give.</summary>
    public static ObjectivesResponse Of(MonitoringReport report, IReadOnlyList<Incident> incidents)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(report.Now, [.. report.Objectives.Select(JudgedObjective.Of)], [.. incidents.Select(ReportedIncident.Of)]);
    }
}

/// <summary>An objective and how it stands.</summary>
/// <param name="Kind"><c>freshness</c> or <c>coverage</c>.</param>
/// <param name="Subject">The view or service.</param>
/// <param name="Target">The least share of good ones.</param>
/// <param name="MaxAge">The greatest age that is good; left out for coverage.</param>
/// <param name="Over">The stretch of time it is about.</param>
/// <param name="Outcome"><c>met</c>, <c>broken</c>, <c>too_few</c> or <c>no_data</c>.</param>
/// <param name="Total">What was counted over that time.</param>
/// <param name="Bad">The bad ones.</param>
/// <param name="Share">The share of good ones; left out where nothing was counted.</param>
/// <param name="BudgetLeft">The part of what may be bad that is left; below 0 where more was.</param>
/// <param name="FastBurnThreshold">The rate from which the last hour and 5 minutes are a fast burn.</param>
/// <param name="SlowBurnThreshold">The rate from which the last 6 hours and 30 minutes are a slow burn.</param>
/// <param name="Burn">The rates.</param>
public sealed record JudgedObjective(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("target")] double Target,
    [property: JsonPropertyName("max_age_seconds")] double? MaxAge,
    [property: JsonPropertyName("over_seconds")] double Over,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("bad")] long Bad,
    [property: JsonPropertyName("share")] double? Share,
    [property: JsonPropertyName("budget_left")] double? BudgetLeft,
    [property: JsonPropertyName("fast_burn_threshold")] double FastBurnThreshold,
    [property: JsonPropertyName("slow_burn_threshold")] double SlowBurnThreshold,
    [property: JsonPropertyName("burn")] IReadOnlyList<WindowBurn> Burn)
{
    internal static JudgedObjective Of(ObjectiveStatus status) => new(
        Names.ToSnakeCase(status.Objective.Kind.ToString()), status.Objective.Subject, (double)status.Objective.Target, status.Objective.MaxAge?.TotalSeconds, status.Objective.Over.TotalSeconds,
        Names.ToSnakeCase(status.Outcome.ToString()), status.Total, status.Bad, status.Share, status.BudgetLeft, status.FastBurn, status.SlowBurn,
        [.. status.Burn.Select(b => new WindowBurn(b.Window.TotalSeconds, b.Total, b.Bad, b.Rate))]);
}

/// <summary>How fast the budget was spent in the last stretch of time.</summary>
/// <param name="Window">The stretch.</param>
/// <param name="Total">What was counted in it.</param>
/// <param name="Bad">The bad ones.</param>
/// <param name="Rate">Share of bad ones / budget; left out where nothing was counted.</param>
public sealed record WindowBurn(
    [property: JsonPropertyName("window_seconds")] double Window,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("bad")] long Bad,
    [property: JsonPropertyName("rate")] double? Rate);

/// <summary>Something that is or was wrong.</summary>
/// <param name="Kind">What, such as <c>coverage_low</c>.</param>
/// <param name="Subject">The view or service.</param>
/// <param name="Severity"><c>error</c> or <c>warn</c>.</param>
/// <param name="Message">What is wrong and the next thing to do.</param>
/// <param name="Since">When it began.</param>
/// <param name="Ended">When it was over; left out while it stands.</param>
public sealed record ReportedIncident(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("severity")] string Severity,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("since")] Instant Since,
    [property: JsonPropertyName("ended")] Instant? Ended)
{
    internal static ReportedIncident Of(Incident incident) => new(incident.Kind, incident.Subject, Names.ToSnakeCase(incident.Severity.ToString()), incident.Message, incident.Since, incident.Ended);
}
