using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>derive</c>.</summary>
internal static class DeriveCommand
{
    public static Command Create(CommandContext app)
    {
        var source = Arguments.Name("source", "The derived source or SQL view; all when left out");
        var command = new Command("derive", "Bring derived sources and SQL views up to date") { source };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var derived = app.Catalog.Derived;
            SourceDefinition[] chosen = parsed.GetValue(source) is { } name ? [Choose(app, name)] : [.. derived];
            await using var context = app.OpenExisting(parsed);
            if (chosen.Length == 0)
            {
                context.Report.Line("This repository derives no source.");
            }

            var reports = await DeriveStep.RunAsync(context, chosen, cancellationToken);
            context.Report.Json(new JsonObject { ["derived"] = DeriveStep.ToJson(reports) });
            return 0;
        });
        return command;
    }

    private static SourceDefinition Choose(CommandContext app, string name) => app.Catalog.Ingested.Any(s => s.Name == name)
        ? throw new InvalidInputException($"Source {name} comes from files; run 'larder ingest {name}'.")
        : Arguments.Choose(app.Catalog.Derived, s => s.Name, name, "derived source");
}
