using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Materialization;

namespace Larder.Cli.Commands;

/// <summary><c>materialize</c> and <c>materialize-incremental</c>.</summary>
internal static class MaterializeCommand
{
    public static Command Create(CommandContext app) => Create(app, "materialize", "Bring views from history into the online store", isIncremental: false);

    public static Command CreateIncremental(CommandContext app) =>
        Create(app, "materialize-incremental", "Bring what came since the last run, late rows too, into the online store", isIncremental: true);

    private static Command Create(CommandContext app, string name, string description, bool isIncremental)
    {
        var views = new Argument<string[]>("views") { Description = "The views; all when left out", Arity = ArgumentArity.ZeroOrMore };
        var asOf = Arguments.AsOf("Bring the views to this time; default the newest in their tables");
        var lookback = Arguments.Days("--lookback-days", MaterializationOptions.DefaultLookback, "How many days before that time reads can reach");
        var command = new Command(name, description) { views, asOf, lookback };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(views) ?? [];
            var chosen = named.Length == 0 ? app.Catalog.Views.OfType<CompiledSourceView>().ToArray() : [.. named.Distinct().Select(n => SourceView(app.Catalog, n))];
            var options = new MaterializationOptions { AsOf = parsed.GetValue(asOf), Lookback = TimeSpan.FromDays(parsed.GetValue(lookback)), Incremental = isIncremental };
            await using var context = app.OpenExisting(parsed);
            var reports = await MaterializeStep.RunAsync(context, chosen, options, cancellationToken);
            context.Report.Json(new JsonObject { ["views"] = MaterializeStep.ToJson(reports) });
            return 0;
        });
        return command;
    }

    private static CompiledSourceView SourceView(FeatureCatalog catalog, string name) => catalog.View(name) as CompiledSourceView
        ?? throw new InvalidInputException($"View {name} is computed at request time and needs no materialization; materialize its inputs.");
}
