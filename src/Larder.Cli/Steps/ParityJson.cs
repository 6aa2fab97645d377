using System.Text.Json.Nodes;
using Larder.Cli.Verification;
using Larder.Offline;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Parity reports as JSON.</summary>
internal static class ParityJson
{
    public static JsonObject Of(ParityReport report)
    {
        var json = new JsonObject
        {
            ["service"] = report.Service,
            ["compared"] = report.Compared,
            ["equal"] = report.Equal,
            ["different"] = report.Different,
            ["present_values"] = report.PresentValues,
            ["within_tolerance"] = report.WithinTolerance,
            ["causes"] = Causes(report.Causes),
            ["features"] = new JsonArray([.. report.Features.Select(f => (JsonNode)new JsonObject
            {
                ["name"] = f.Feature,
                ["compared"] = f.Compared,
                ["equal"] = f.Equal,
                ["different"] = f.Different,
                ["causes"] = Causes(f.Causes),
            })]),
            ["examples"] = new JsonArray([.. report.Examples.Select(e => (JsonNode)Example(e))]),
        };
        if (report.Log is { } log)
        {
            json["log"] = Log(log);
            return json;
        }

        json["versions_behind"] = report.VersionsBehind;
        json["store"] = new JsonArray([.. report.Store.Select(v => (JsonNode)new JsonObject
        {
            ["view"] = v.View,
            ["table"] = v.Table.ToString(),
            ["as_of"] = v.AsOf.ToString(),
            ["newest_table"] = v.Newest.ToString(),
            ["versions_behind"] = v.VersionsBehind,
        })]);
        return json;
    }

    private static JsonObject Causes(IReadOnlyDictionary<DifferenceCause, long> causes) =>
        new(causes.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Key.WireName(), c.Value)));

    private static JsonObject Example(ParityDifference example) => new()
    {
        ["feature"] = example.Feature,
        ["entity"] = example.Entity,
        ["at"] = example.At.ToString(),
        ["request"] = example.Request,
        ["online"] = Entry(example.Online),
        ["offline"] = Entry(example.Offline),
        ["cause"] = example.Cause.WireName(),
        ["evidence"] = example.Evidence,
    };

    /// <summary>The exact form beside the readable one: two doubles may look alike.</summary>
    private static JsonObject Entry(OfflineEntry entry) => new()
    {
        ["value"] = entry.Value.ToString(),
        ["exact"] = ExactText.Of(entry.Value),
        ["status"] = entry.Status.WireName(),
        ["event_time"] = entry.EventTime?.ToString(),
    };

    private static JsonObject Log(ReplayedLog log) => new()
    {
        ["files"] = log.Files,
        ["vectors"] = log.Vectors,
        ["entities"] = log.Entities,
        ["first_served"] = log.FirstServed?.ToString(),
        ["last_served"] = log.LastServed?.ToString(),
        ["torn_lines"] = log.TornLines,
        ["damaged_lines"] = log.DamagedLines,
        ["first_damaged"] = log.FirstDamaged,
        ["skipped"] = new JsonObject(log.Skipped.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value))),
    };
}
