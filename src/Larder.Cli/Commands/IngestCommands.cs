using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>ingest</c> and <c>validate</c>.</summary>
internal static class IngestCommands
{
    public static Command Ingest(AppContextData app) => Create(app, "ingest", "Check raw rows and store those that pass in the offline store", store: true);

    public static Command Validate(AppContextData app) => Create(app, "validate", "Check raw rows against the suite and store nothing", store: false);

    private static Command Create(AppContextData app, string name, string description, bool store)
    {
        var source = new Argument<string?>("source") { Description = "The source; may be left out when there is one", Arity = ArgumentArity.ZeroOrOne };
        var input = new Option<string?>("--input") { Description = "File or glob instead of the source's own path" };
        var command = new Command(name, description) { source, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var chosen = Arguments.Choose(app.Catalog.Sources, s => s.Name, parsed.GetValue(source), "source");
            var report = await IngestStep.RunAsync(context, chosen, parsed.GetValue(input), store, cancellationToken);
            context.Report.Json(new JsonObject { ["rows"] = IngestStep.ToJson(report) });
            return 0;
        });
        return command;
    }
}
