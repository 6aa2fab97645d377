using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Aggregation.Explaining;
using Larder.Cli.Explaining;
using Larder.Cli.Steps;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary><c>explain</c>.</summary>
internal static class ExplainCommand
{
    private static readonly ExplanationLimits Few = new(Pieces: 20, Events: 10);

    public static Command Create(CommandContext app)
    {
        var feature = new Argument<string>("feature") { Description = "The feature as view:feature" };
        var entity = new Option<string[]>("--entity") { HelpName = "key", Description = "The entity's join key; column=key, once for each, where there are several" };
        var asOf = Arguments.AsOf("The time asked for; default now");
        var online = new Option<bool>("--online") { Description = "Explain what the online store holds instead of history" };
        var request = new Option<string[]>("--request") { HelpName = "column=value", Description = "Request data of an on-demand feature; may be given several times" };
        var all = new Option<bool>("--all") { Description = "Show every tile and event instead of the newest tiles and their first events" };
        var command = new Command("explain", "Show the events and tiles that made one value") { feature, entity, asOf, online, request, all };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = parsed.GetValue(feature)!;
            var plan = FeaturePlan.For(app.Catalog, [reference]);
            var keys = KeyArguments.Read(plan, parsed.GetValue(entity) ?? []);
            var data = RequestArguments.Read(plan.Request, parsed.GetValue(request) ?? []);
            await using var context = app.OpenExisting(parsed);
            var at = parsed.GetValue(asOf) ?? Instant.From(context.Workspace.Clock.GetUtcNow());
            await DeriveStep.RunAsync(context, plan.Sources.Select(v => v.Source), cancellationToken);
            var explainer = parsed.GetValue(online)
                ? await FeatureExplainer.OfStoreAsync(context.Workspace, cancellationToken)
                : await FeatureExplainer.OfHistoryAsync(context.Workspace, cancellationToken);
            var explained = await explainer.ExplainAsync(reference, keys, at, data, parsed.GetValue(all) ? ExplanationLimits.None : Few, cancellationToken);
            var who = keys.Length == 0 ? "request data" : string.Join(", ", plan.Keys.Columns.Zip(keys, (column, key) => $"{column.Name} {key}"));
            new ExplanationText(context.Report).Write(explained, $"{who} as of {at}, by {explainer.SourceName}");
            context.Report.Json(new JsonObject
            {
                ["explanation"] = ExplanationJson.Of(explained),
                ["keys"] = new JsonObject(plan.Keys.Columns.Zip(keys, (column, key) => KeyValuePair.Create<string, JsonNode?>(column.Name, ExplanationJson.Of(key)))),
                ["as_of"] = at.ToString(),
                ["source"] = parsed.GetValue(online) ? "online" : "history",
            });
            return 0;
        });
        return command;
    }
}
