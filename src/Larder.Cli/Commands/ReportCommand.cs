using System.CommandLine;
using Larder.Cli.Monitoring;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Ingestion;

namespace Larder.Cli.Commands;

/// <summary><c>report</c>.</summary>
internal static class ReportCommand
{
    private const string DefaultFile = "larder-report.html";

    public static Command Create(CommandContext app)
    {
        var names = new Argument<string[]>("sources") { Description = "The sources; all when left out", Arity = ArgumentArity.ZeroOrMore };
        var output = Arguments.Path("--out", "file", $"Where the page goes; default {DefaultFile}");
        var period = DriftCommand.Period();
        var values = new Option<bool>("--values") { Description = "Show values of rows; without it examples are numbers of rows" };
        var files = new Option<bool>("--files") { Description = "Look at the files that an ingest would read instead of stored rows; over time each is compared with the one before" };
        var input = Arguments.Path("--input", "file", "With --files: file, folder or glob instead of the source's own path; of one source");
        var command = new Command("report", "Write one HTML page that opens offline: results of checks, distributions, drift over time, examples") { names, output, period, values, files, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ReportOptions(parsed.GetValue(output) ?? DefaultFile, parsed.GetValue(period) ?? DriftPeriod.Month, parsed.GetValue(values), parsed.GetValue(files), parsed.GetValue(input));
            var sources = Choose(app, parsed.GetValue(names) ?? [], options);
            await using var context = options.IsFiles ? app.Open(parsed) : app.OpenExisting(parsed);
            await new ReportStep(context, options).RunAsync(app.Repository.GetType().Name, sources, cancellationToken);
            return 0;
        });
        return command;
    }

    private static IReadOnlyList<SourceDefinition> Choose(CommandContext app, string[] names, ReportOptions options)
    {
        var all = options.IsFiles ? app.Catalog.Ingested : app.Catalog.Sources;
        IReadOnlyList<SourceDefinition> chosen = names.Length == 0 ? all : [.. names.Distinct().Select(n => Arguments.Choose(all, s => s.Name, n, "source"))];
        if (options.Input is not null && (!options.IsFiles || chosen.Count != 1))
        {
            throw new InvalidInputException("--input names the files of one source, which are looked at with --files; name the source and add --files.");
        }

        foreach (var source in options.IsFiles ? chosen : [])
        {
            EventIngestion.EnsureExists(source, options.Input);
        }

        return chosen;
    }
}
