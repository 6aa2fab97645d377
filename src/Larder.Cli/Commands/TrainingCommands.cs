using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Models;

namespace Larder.Cli.Commands;

/// <summary><c>training-set</c>, <c>train</c> and <c>models</c>.</summary>
internal static class TrainingCommands
{
    public static Command TrainingSet(AppContextData app)
    {
        var service = new Argument<string?>("service") { Description = "The feature service; may be left out when there is one", Arity = ArgumentArity.ZeroOrOne };
        var spine = new Option<string?>("--spine") { Description = "A spine of the repository, or a Parquet or CSV file with the join key and event_timestamp" };
        var asOf = Arguments.AsOf("Use nothing known after this time; default the newest in the tables");
        var rebuild = new Option<bool>("--rebuild") { Description = "Build again even where the same training set exists" };
        var command = new Command("training-set", "Join a spine with a service's features, point in time") { service, spine, asOf, rebuild };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var chosen = Arguments.Choose(app.Catalog.Services, s => s.Name, parsed.GetValue(service), "service");
            var from = parsed.GetValue(spine);
            var set = from is not null && !app.Catalog.Spines.Any(s => s.Name == from)
                ? await TrainStep.BuildSetAsync(context, chosen, from, parsed.GetValue(asOf), parsed.GetValue(rebuild), cancellationToken)
                : await TrainStep.BuildSetAsync(
                    context, chosen, Arguments.Choose(app.Catalog.Spines, s => s.Name, from, "spine"), parsed.GetValue(asOf), parsed.GetValue(rebuild), cancellationToken);
            context.Report.Line($"  {set.Path}");
            context.Report.Json(new JsonObject { ["training"] = TrainStep.ToJson(set) });
            return 0;
        });
        return command;
    }

    public static Command Train(AppContextData app)
    {
        var model = new Argument<string?>("model") { Description = "The model; may be left out when there is one", Arity = ArgumentArity.ZeroOrOne };
        var asOf = Arguments.AsOf("Use nothing known after this time; default the newest in the tables");
        var command = new Command("train", "Build the training set, fit the model, and register it if every gate passes") { model, asOf };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var chosen = Arguments.Choose(app.Catalog.Models, m => m.Name, parsed.GetValue(model), "model");
            var set = await TrainStep.BuildSetAsync(context, chosen.Service, chosen.Spine, parsed.GetValue(asOf), rebuild: false, cancellationToken);
            var outcome = await TrainStep.TrainAsync(context, chosen, set, cancellationToken);
            context.Report.Json(new JsonObject { ["training"] = TrainStep.ToJson(set), ["model"] = TrainStep.ToJson(outcome), ["gates"] = TrainStep.GatesToJson(outcome) });
            outcome.EnsureAccepted();
            return 0;
        });
        return command;
    }

    public static Command Models(AppContextData app)
    {
        var command = new Command("models", "List the registered models");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var listings = await context.Workspace.Models.ListAsync(cancellationToken);
            context.Report.Table(
                ["model", "version", "aliases", "AUC", "dataset", "registered"],
                listings.Select(l => (IReadOnlyList<string>)[
                    l.Model.Name,
                    $"v{l.Model.Version}",
                    string.Join(", ", l.Aliases),
                    $"{ModelVerdict.Read(l.Model.MetricsJson).Training.Metrics.Auc:0.0000}",
                    l.Model.DatasetVersion[..12],
                    l.Model.CreatedAt.ToString()]));
            context.Report.Json(new JsonObject
            {
                ["models"] = new JsonArray([.. listings.Select(l => (JsonNode)new JsonObject
                {
                    ["name"] = l.Model.Name,
                    ["version"] = l.Model.Version,
                    ["aliases"] = new JsonArray([.. l.Aliases.Select(a => (JsonNode)a)]),
                    ["service"] = l.Model.Service,
                    ["dataset_version"] = l.Model.DatasetVersion,
                    ["code_version"] = l.Model.CodeVersion,
                    ["registered"] = l.Model.CreatedAt.ToString(),
                    ["verdict"] = JsonNode.Parse(l.Model.MetricsJson),
                })]),
            });
            return 0;
        });
        return command;
    }
}
