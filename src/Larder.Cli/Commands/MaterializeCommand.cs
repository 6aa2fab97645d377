using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Materialization;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary><c>materialize</c> and <c>materialize-incremental</c>.</summary>
internal static class MaterializeCommand
{
    public static Command Create(CommandContext app)
    {
        var from = Arguments.Time("--from", "Bring only what happened from this time on; needs --to");
        var to = Arguments.Time("--to", "Bring only what happened before this time; needs --from");
        var command = Create(app, "materialize", "Bring views from history into the online store", isIncremental: false, parsed => RangeOf(parsed.GetValue(from), parsed.GetValue(to)));
        command.Add(from);
        command.Add(to);
        return command;
    }

    public static Command CreateIncremental(CommandContext app) =>
        Create(app, "materialize-incremental", "Bring what came since the last run, late rows too, into the online store", isIncremental: true, _ => null);

    private static Command Create(CommandContext app, string name, string description, bool isIncremental, Func<ParseResult, EventRange?> rangeOf)
    {
        var views = new Argument<string[]>("views") { Description = "The views; all when left out", Arity = ArgumentArity.ZeroOrMore };
        var asOf = Arguments.AsOf("Bring the views to this time; default the newest in their tables");
        var lookback = Arguments.Days("--lookback-days", MaterializationOptions.DefaultLookback, "How many days before that time reads can reach");
        var command = new Command(name, description) { views, asOf, lookback };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(views) ?? [];
            var chosen = named.Length == 0 ? app.Catalog.Views.OfType<CompiledSourceView>().ToArray() : [.. named.Distinct().Select(n => SourceView(app.Catalog, n))];
            var options = new MaterializationOptions
            {
                AsOf = parsed.GetValue(asOf),
                Lookback = TimeSpan.FromDays(parsed.GetValue(lookback)),
                Incremental = isIncremental,
                Range = rangeOf(parsed),
            };
            await using var context = app.OpenExisting(parsed);
            var reports = await MaterializeStep.RunAsync(context, chosen, options, cancellationToken);
            context.Report.Json(new JsonObject { ["views"] = MaterializeStep.ToJson(reports) });
            return 0;
        });
        return command;
    }

    private static EventRange? RangeOf(Instant? from, Instant? to) => (from, to) switch
    {
        (null, null) => null,
        ({ } first, { } before) => new EventRange(first, before),
        _ => throw new InvalidInputException($"A range has two ends; give {(from is null ? "--from" : "--to")} too, or leave both out to bring everything."),
    };

    private static CompiledSourceView SourceView(FeatureCatalog catalog, string name) => catalog.View(name) as CompiledSourceView
        ?? throw new InvalidInputException($"View {name} is computed at request time and needs no materialization; materialize its inputs.");
}
