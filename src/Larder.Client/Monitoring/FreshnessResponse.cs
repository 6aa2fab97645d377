using System.Text.Json.Serialization;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Client.Monitoring;

/// <summary>Body of the answer to <c>GET /monitoring/freshness</c>.</summary>
/// <param name="From">The first instant counted.</param>
/// <param name="To">Now.</param>
/// <param name="Views">One per view.</param>
public sealed record FreshnessResponse(
    [property: JsonPropertyName("from")] Instant From,
    [property: JsonPropertyName("to")] Instant To,
    [property: JsonPropertyName("views")] IReadOnlyList<FreshView> Views)
{
    /// <summary>The answer that a report gives.</summary>
    public static FreshnessResponse Of(MonitoringReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(report.From, report.Now, [.. report.Freshness.Select(FreshView.Of)]);
    }
}

/// <summary>How old a view's values were when they were served. What is not known is left out.</summary>
/// <param name="View">The view.</param>
/// <param name="Values">Values served that have an event time.</param>
/// <param name="P50">Median age, by the end of its bucket.</param>
/// <param name="P95">The age that 95 of 100 do not exceed.</param>
/// <param name="P99">The age that 99 of 100 do not exceed.</param>
/// <param name="NegativeAges">Values with an event time after the time asked for, counted as 0.</param>
/// <param name="LagP99">Time from event to online row, of streamed events.</param>
/// <param name="NewestEvent">The newest event seen.</param>
/// <param name="Staleness">How long ago that was.</param>
public sealed record FreshView(
    [property: JsonPropertyName("view")] string View,
    [property: JsonPropertyName("values")] long Values,
    [property: JsonPropertyName("p50_seconds")] double? P50,
    [property: JsonPropertyName("p95_seconds")] double? P95,
    [property: JsonPropertyName("p99_seconds")] double? P99,
    [property: JsonPropertyName("negative_ages")] long NegativeAges,
    [property: JsonPropertyName("pipeline_lag_p99_seconds")] double? LagP99,
    [property: JsonPropertyName("newest_event")] Instant? NewestEvent,
    [property: JsonPropertyName("staleness_seconds")] double? Staleness)
{
    internal static FreshView Of(ViewFreshness view) => new(
        view.View, view.Values, view.P50?.TotalSeconds, view.P95?.TotalSeconds, view.P99?.TotalSeconds, view.Negative, view.LagP99?.TotalSeconds, view.NewestEvent, view.Staleness?.TotalSeconds);
}
