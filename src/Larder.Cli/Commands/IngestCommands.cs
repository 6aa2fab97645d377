using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Quality.Suites;

namespace Larder.Cli.Commands;

/// <summary><c>ingest</c> and <c>validate</c>.</summary>
internal static class IngestCommands
{
    public static Command Validate(CommandContext app)
    {
        var (source, input) = (Source(), Input());
        var stored = new Option<bool>("--stored") { Description = "Check the rows that are stored instead of files" };
        var suite = Arguments.Path("--suite", "file", "Run the checks of a suite in YAML instead of the source's own");
        var samples = Arguments.Whole("--samples", 0, 1_000, byDefault: 5, "How many bad rows of each broken check to show");
        var command = new Command("validate", "Check raw rows against the suite, or stored ones against its checks, and store nothing") { source, input, stored, suite, samples };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isStored = parsed.GetValue(stored);
            var document = parsed.GetValue(suite) is { } file ? SuiteFile.Read(file) : null;
            var chosen = Choose(app, parsed.GetValue(source) ?? document?.Source, isStored, parsed.GetValue(input));
            await using var context = isStored ? app.OpenExisting(parsed) : app.Open(parsed);
            await ValidateStep.RunAsync(context, chosen, document, parsed.GetValue(input), isStored, parsed.GetValue(samples), cancellationToken);
            return 0;
        });
        return command;
    }

    public static Command Ingest(CommandContext app)
    {
        var (source, input) = (Source(), Input());
        var command = new Command("ingest", "Check raw rows and store those that pass in the offline store") { source, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Choose(app, parsed.GetValue(source));
            EventIngestion.EnsureExists(chosen, parsed.GetValue(input));
            await using var context = app.Open(parsed);
            var report = await IngestStep.RunAsync(context, chosen, parsed.GetValue(input), store: true, cancellationToken);
            var json = new JsonObject { ["rows"] = IngestStep.ToJson(report) };
            if (DerivationOrder.DownstreamOf(chosen, app.Catalog.Sources) is { Count: > 0 } downstream)
            {
                json["derived"] = DeriveStep.ToJson(await DeriveStep.RunAsync(context, downstream, cancellationToken));
            }

            context.Report.Json(json);
            return 0;
        });
        return command;
    }

    internal static Argument<string?> Source() => Arguments.Name("source", "The source; may be left out when there is one");

    internal static Option<string?> Input() => Arguments.Path("--input", "file", "File, folder or glob instead of the source's own path");

    /// <summary>The source whose files are there, or whose stored rows are meant.</summary>
    internal static SourceDefinition Choose(CommandContext app, string? name, bool isStored, string? input)
    {
        var chosen = isStored ? Arguments.Choose(app.Catalog.Sources, s => s.Name, name, "source") : Choose(app, name);
        if (isStored && input is not null)
        {
            throw new InvalidInputException("With --stored the rows of the table are checked; leave out --input.");
        }

        if (!isStored)
        {
            EventIngestion.EnsureExists(chosen, input);
        }

        return chosen;
    }

    private static SourceDefinition Choose(CommandContext app, string? name) => app.Catalog.Derived.FirstOrDefault(s => s.Name == name) is { } derived
        ? throw new InvalidInputException($"Source {name} is made of {derived.Derivation!.Lineage} and takes no files; ingest what it reads, and it follows.")
        : Arguments.Choose(app.Catalog.Ingested, s => s.Name, name, "source");
}
