using System.Text.Json.Nodes;
using Larder.Cli.Monitoring;
using Larder.Quality.Drift;
using Larder.Quality.Profiles;

namespace Larder.Cli.Output;

/// <summary>A report of drift as JSON: every comparison with all its scores, and what drifts.</summary>
internal static class DriftReportJson
{
    public static JsonObject Of(DriftReport report) => new()
    {
        ["subject"] = report.Update.Subject,
        ["data_version"] = report.Update.DataVersion,
        ["period"] = report.Period,
        ["against"] = report.Against,
        ["profiled"] = new JsonObject { ["read"] = report.Update.Read, ["kept"] = report.Update.Kept, ["removed"] = report.Update.Removed },
        ["too_small"] = new JsonArray([.. report.TooSmall.Select(p => (JsonNode)new JsonObject { ["period"] = p.Name, ["rows"] = p.Whole.Rows })]),
        ["drifting"] = new JsonArray([.. report.Drifting.Select(Of)]),
        ["anomalies"] = report.Anomalies is { } anomalies ? new JsonArray([.. anomalies.Select(a => (JsonNode)new JsonObject
        {
            ["metric"] = a.Metric,
            ["feature"] = a.Feature,
            ["period"] = a.Period,
            ["value"] = a.Value,
            ["low"] = a.Low,
            ["high"] = a.High,
        })]) : null,
        ["comparisons"] = new JsonArray([.. report.Comparisons.Select(c => (JsonNode)new JsonObject
        {
            ["period"] = c.Period,
            ["against"] = c.Reference,
            ["segment"] = c.Segment,
            ["reference_profile"] = c.Reference is null ? null : DriftEvidence.IdOf(c.ReferenceTile),
            ["profile"] = DriftEvidence.IdOf(c.Tile),
            ["reference_rows"] = c.ReferenceTile.Rows,
            ["rows"] = c.Tile.Rows,
            ["features"] = new JsonArray([.. c.Features.Select(f => (JsonNode)DriftJson.Of(f))]),
        })]),
    };

    private static JsonNode Of(DriftingFeature feature) => new JsonObject
    {
        ["feature"] = feature.Feature,
        ["segment"] = feature.Segment,
        ["since"] = feature.Periods[0],
        ["periods"] = new JsonArray([.. feature.Periods.Select(p => (JsonNode)p)]),
        ["consumers"] = new JsonArray([.. feature.Consumers.Select(c => (JsonNode)new JsonObject
        {
            ["service"] = c.Service,
            ["features"] = new JsonArray([.. c.Features.Select(f => (JsonNode)f)]),
            ["models"] = new JsonArray([.. c.Models.Select(m => (JsonNode)new JsonObject
            {
                ["model"] = m,
                ["versions"] = new JsonArray([.. feature.Versions.Where(v => v.Model.Name == m).Select(v => (JsonNode)new JsonObject
                {
                    ["version"] = v.Model.Version,
                    ["aliases"] = new JsonArray([.. v.Aliases.Select(a => (JsonNode)a)]),
                })]),
            })]),
        })]),
    };
}
