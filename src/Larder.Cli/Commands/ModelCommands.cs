using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Models;
using Larder.Offline.TrainingSets;
using Larder.Storage;

namespace Larder.Cli.Commands;

/// <summary><c>train</c> and <c>models</c>.</summary>
internal static class ModelCommands
{
    public static Command Train(CommandContext app)
    {
        var model = Arguments.Name("model", "The model; may be left out when there is one");
        var asOf = Arguments.AsOf("Use nothing known after this time; default the newest in the tables");
        var replace = new Option<bool>("--replace-champion") { Description = "Replace the champion without comparison where it cannot be compared; recorded with the version" };
        var command = new Command("train", "Build the training set, fit the model, and register it if every gate passes") { model, asOf, replace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Arguments.Choose(app.Catalog.Models, m => m.Name, parsed.GetValue(model), "model");
            await using var context = app.OpenExisting(parsed);
            var options = new TrainingSetOptions { AsOf = parsed.GetValue(asOf) };
            var set = await TrainingSetStep.RunAsync(context, TrainingSetStep.Over(chosen.Service, chosen.Spine), options, cancellationToken);
            var outcome = await TrainStep.RunAsync(context, chosen, set, parsed.GetValue(replace), cancellationToken);
            context.Report.Json(new JsonObject { ["training"] = TrainingSetStep.ToJson(set), ["model"] = TrainStep.ToJson(outcome), ["gates"] = TrainStep.GatesToJson(outcome) });
            outcome.EnsureAccepted();
            return 0;
        });
        return command;
    }

    public static Command List(CommandContext app)
    {
        var command = new Command("models", "List the registered models") { ModelAliasCommand.Create(app) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var listings = await context.Workspace.Models.ListAsync(cancellationToken);
            if (listings.Count == 0)
            {
                context.Report.Line("No model is registered yet; 'larder train' registers one.");
            }
            else
            {
                context.Report.Table(["model", "version", "aliases", "AUC", "dataset", "registered"], listings.Select(Row));
            }

            context.Report.Json(new JsonObject { ["models"] = new JsonArray([.. listings.Select(ToJson)]) });
            return 0;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(ModelListing listing) =>
    [
        listing.Model.Name,
        $"v{listing.Model.Version}",
        string.Join(", ", listing.Aliases),
        $"{ModelVerdict.Read(listing.Model.MetricsJson).Training.Metrics.Auc:0.0000}",
        listing.Model.DatasetVersion[..12],
        listing.Model.CreatedAt.ToString(),
    ];

    private static JsonNode ToJson(ModelListing listing) => new JsonObject
    {
        ["name"] = listing.Model.Name,
        ["version"] = listing.Model.Version,
        ["aliases"] = new JsonArray([.. listing.Aliases.Select(a => (JsonNode)a)]),
        ["service"] = listing.Model.Service,
        ["dataset_version"] = listing.Model.DatasetVersion,
        ["code_version"] = listing.Model.CodeVersion,
        ["registered"] = listing.Model.CreatedAt.ToString(),
        ["verdict"] = JsonNode.Parse(listing.Model.MetricsJson),
    };
}
