using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Verification;
using Larder.Errors;

namespace Larder.Cli.Steps;

/// <summary>Checks that online equals offline.</summary>
internal static class VerifyStep
{
    /// <summary>Pairs compared unless told otherwise.</summary>
    public const int DefaultPairs = 1_500;

    /// <summary>Chooses the pairs unless told otherwise.</summary>
    public const int DefaultSeed = 1;

    public static async Task<ParityReport> RunAsync(StepContext context, CompiledService service, int pairs, int seed, CancellationToken cancellationToken)
    {
        await DeriveStep.RunAsync(context, TrainingSetStep.SourcesOf(service), cancellationToken);
        var report = await context.Report.StepAsync($"verify {service.Name}", progress => new ParityCheck(context, service).RunAsync(pairs, seed, progress, cancellationToken));
        context.Report.Line($"  {report.Compared:N0} vectors of {report.Features.Count} features compared, {report.Equal:N0} equal, {report.Different:N0} different; {report.PresentValues:N0} of the values were PRESENT");
        foreach (var example in report.Examples)
        {
            context.Report.Line($"    {example}");
        }

        foreach (var stored in report.Store.DistinctBy(v => (v.Table, v.AsOf)))
        {
            context.Report.Line($"  the online store holds {stored.Table} as of {stored.AsOf}, {Lag(stored)}");
        }

        return report;
    }

    /// <summary>Fails on any difference.</summary>
    /// <exception cref="LarderException">There is one (<see cref="ErrorKind.ParityBroken"/>).</exception>
    public static void Ensure(ParityReport report)
    {
        if (report.PresentValues == 0)
        {
            throw new LarderException(
                ErrorKind.ParityBroken,
                $"None of the values of {report.Service} compared was PRESENT, so the check proved nothing; ingest and materialize newer data, or compare more with --pairs.");
        }

        if (report.Different > 0)
        {
            throw new LarderException(
                ErrorKind.ParityBroken,
                $"{report.Different:N0} of {report.Compared:N0} online vectors of {report.Service} differ from the history they were materialized from, the first: {report.Examples[0]}. Delete online.db from the state folder, run 'larder materialize' and verify again; if they still differ, report it.");
        }
    }

    public static JsonObject ToJson(ParityReport report) => new()
    {
        ["service"] = report.Service,
        ["compared"] = report.Compared,
        ["equal"] = report.Equal,
        ["different"] = report.Different,
        ["present_values"] = report.PresentValues,
        ["features"] = new JsonArray([.. report.Features.Select(f => (JsonNode)new JsonObject { ["name"] = f.Feature, ["compared"] = f.Compared, ["different"] = f.Different })]),
        ["examples"] = new JsonArray([.. report.Examples.Select(e => (JsonNode)e)]),
        ["versions_behind"] = report.VersionsBehind,
        ["store"] = new JsonArray([.. report.Store.Select(v => (JsonNode)new JsonObject
        {
            ["view"] = v.View,
            ["table"] = v.Table.ToString(),
            ["as_of"] = v.AsOf.ToString(),
            ["newest_table"] = v.Newest.ToString(),
            ["versions_behind"] = v.VersionsBehind,
        })]),
    };

    private static string Lag(StoredView stored) => stored.VersionsBehind switch
    {
        0 => "the newest version",
        1 => $"1 version behind {stored.Newest}: run 'larder materialize' to serve it",
        _ => $"{stored.VersionsBehind:N0} versions behind {stored.Newest}: run 'larder materialize' to serve it",
    };
}
