using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Materialization;

namespace Larder.Cli.Commands;

/// <summary><c>materialize</c>.</summary>
internal static class MaterializeCommand
{
    public static Command Create(AppContextData app)
    {
        var views = new Argument<string[]>("views") { Description = "The views; all when left out", Arity = ArgumentArity.ZeroOrMore };
        var asOf = Arguments.AsOf("Bring the views to this time; default the newest in their tables");
        var lookback = new Option<double>("--lookback-days")
        {
            Description = "How many days before that time reads can reach",
            DefaultValueFactory = _ => MaterializationOptions.DefaultLookback.TotalDays,
        };
        var command = new Command("materialize", "Bring views from history into the online store") { views, asOf, lookback };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var named = parsed.GetValue(views) ?? [];
            var chosen = named.Length == 0 ? app.Catalog.Views.OfType<CompiledSourceView>() : named.Select(n => SourceView(app.Catalog, n));
            var reports = await MaterializeStep.RunAsync(context, chosen.ToArray(), parsed.GetValue(asOf), TimeSpan.FromDays(parsed.GetValue(lookback)), cancellationToken);
            context.Report.Json(new JsonObject { ["views"] = MaterializeStep.ToJson(reports) });
            return 0;
        });
        return command;
    }

    private static CompiledSourceView SourceView(FeatureCatalog catalog, string name) => catalog.View(name) as CompiledSourceView
        ?? throw new InvalidInputException($"View {name} is computed at request time and needs no materialization; materialize its inputs.");
}
