using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Ingestion;

namespace Larder.Cli.Commands;

/// <summary><c>ingest</c> and <c>validate</c>.</summary>
internal static class IngestCommands
{
    public static Command Ingest(CommandContext app) => Create(app, "ingest", "Check raw rows and store those that pass in the offline store", store: true);

    public static Command Validate(CommandContext app) => Create(app, "validate", "Check raw rows against the suite and store nothing", store: false);

    private static Command Create(CommandContext app, string name, string description, bool store)
    {
        var source = Arguments.Name("source", "The source; may be left out when there is one");
        var input = Arguments.Path("--input", "file", "File, folder or glob instead of the source's own path");
        var command = new Command(name, description) { source, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Choose(app, parsed.GetValue(source));
            EventIngestion.EnsureExists(chosen, parsed.GetValue(input));
            await using var context = app.Open(parsed);
            var report = await IngestStep.RunAsync(context, chosen, parsed.GetValue(input), store, cancellationToken);
            var json = new JsonObject { ["rows"] = IngestStep.ToJson(report) };
            if (store && DerivationOrder.DownstreamOf(chosen, app.Catalog.Sources) is { Count: > 0 } downstream)
            {
                json["derived"] = DeriveStep.ToJson(await DeriveStep.RunAsync(context, downstream, cancellationToken));
            }

            context.Report.Json(json);
            return 0;
        });
        return command;
    }

    private static SourceDefinition Choose(CommandContext app, string? name) => app.Catalog.Derived.FirstOrDefault(s => s.Name == name) is { } derived
        ? throw new InvalidInputException($"Source {name} is made of {derived.Derivation!.Lineage} and takes no files; ingest what it reads, and it follows.")
        : Arguments.Choose(app.Catalog.Ingested, s => s.Name, name, "source");
}
