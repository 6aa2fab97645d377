using System.CommandLine;
using Larder.Catalog.Search;
using Larder.Cli.Catalogs;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>features</c>: the catalog of features.</summary>
internal static class FeaturesCommands
{
    private const int MostFeatures = 10_000;

    public static Command Create(CommandContext app) => new("features", "Find features and show what is known of them")
    {
        List(app),
        Search(app),
        Show(app),
    };

    private static Command List(CommandContext app)
    {
        var command = new Command("list", "List every feature with entity, owner, tags and services");
        command.SetAction(async (parsed, _) =>
        {
            await using var context = app.Open(parsed);
            FeaturesStep.List(context, Entries(app));
            return 0;
        });
        return command;
    }

    private static Command Search(CommandContext app)
    {
        var query = new Argument<string[]>("words") { Description = "Words of name, description, tags, owner, entity or source; beginnings and small mistakes are found too", Arity = ArgumentArity.OneOrMore };
        var limit = Arguments.Whole("--limit", 1, MostFeatures, byDefault: 20, "How many to show");
        var command = new Command("search", "Find features, the best first") { query, limit };
        command.SetAction(async (parsed, _) =>
        {
            await using var context = app.Open(parsed);
            FeaturesStep.Search(context, Entries(app), string.Join(' ', parsed.GetValue(query)!), parsed.GetValue(limit));
            return 0;
        });
        return command;
    }

    private static Command Show(CommandContext app)
    {
        var feature = new Argument<string>("feature") { Description = "The feature as view:feature" };
        var command = new Command("show", "Show one feature: meaning, consumers, versions, statistics, freshness, lineage, and code to read it") { feature };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            await FeaturesStep.ShowAsync(context, Entries(app), parsed.GetValue(feature)!, cancellationToken);
            return 0;
        });
        return command;
    }

    private static IReadOnlyList<CatalogEntry> Entries(CommandContext app) => FeatureDirectory.Of(app.Catalog, new XmlDocumentation(app.Repository).Of);
}
