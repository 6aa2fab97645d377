using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Monitoring;
using Larder.Cli.Output;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Ingestion;

namespace Larder.Cli.Commands;

/// <summary><c>drift</c>.</summary>
internal static class DriftCommand
{
    public static Command Create(CommandContext app)
    {
        var name = Arguments.Name("name", "A source: its stored rows, period by period. A service or a view: what was served, against what the model was trained on. May be left out when there is one source");
        var period = Period();
        var parseRange = Arguments.Parser(DriftPeriods.Parse, "give two days such as 2019-02-01..2019-03-01, the second exclusive");
        var against = new Option<DayRange?>("--against") { HelpName = "days", Description = "Compare every period with these days instead of with the one before; of a source", CustomParser = result => parseRange(result) };
        var since = Arguments.Text("--since", "period", "Judge only periods from this one on, such as 2019-02", "give a period such as 2019-02");
        var files = new Option<bool>("--files") { Description = "Compare the files that an ingest would read, each with the one before, instead of stored rows" };
        var input = Arguments.Path("--input", "file", "With --files: folder or glob instead of the source's own path");
        var command = new Command("drift", "Compare how features are distributed, and say what drifts, since when, and who consumes it") { name, period, against, since, files, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new DriftOptions(parsed.GetValue(period) ?? DriftPeriod.Month, parsed.GetValue(against), parsed.GetValue(since), parsed.GetValue(input));
            var isFiles = parsed.GetValue(files);
            if (options.Input is not null && !isFiles)
            {
                throw new InvalidInputException("--input names files, which are compared with --files; add it.");
            }

            if (isFiles && options.Against is not null)
            {
                throw new InvalidInputException("With --files each file is compared with the one before; leave out --against.");
            }

            var wanted = parsed.GetValue(name);
            await using var context = isFiles ? app.Open(parsed) : app.OpenExisting(parsed);
            var check = new DriftCheck(context, options);
            var reports = await context.Report.StepAsync("drift", _ => RunAsync(app, context, check, wanted, options, isFiles, cancellationToken));
            foreach (var report in reports)
            {
                DriftStep.Print(context.Report, report);
                await context.Workspace.Alerts.ReportAsync(DriftAlerts.Of(report), cancellationToken);
            }

            context.Report.Json(new JsonObject { ["drift"] = new JsonArray([.. reports.Select(r => (JsonNode)DriftReportJson.Of(r))]) });
            DriftStep.Ensure(reports);
            return 0;
        });
        return command;
    }

    internal static Option<DriftPeriod?> Period()
    {
        var parse = Arguments.Parser(text => text switch { "day" => DriftPeriod.Day, "week" => DriftPeriod.Week, "month" => DriftPeriod.Month, _ => (DriftPeriod?)null }, "give day, week or month");
        return new("--period") { HelpName = "day|week|month", Description = "What is compared; default month", CustomParser = result => parse(result) };
    }

    private static async Task<IReadOnlyList<DriftReport>> RunAsync(
        CommandContext app, StepContext context, DriftCheck check, string? name, DriftOptions options, bool isFiles, CancellationToken cancellationToken)
    {
        var services = app.Catalog.Services.Where(s => s.Name == name || s.Views.Any(v => v.Name == name)).ToArray();
        if (isFiles || services.Length == 0 || app.Catalog.Sources.Any(s => s.Name == name))
        {
            var source = Arguments.Choose(app.Catalog.Sources, s => s.Name, name, "source");
            if (isFiles)
            {
                EventIngestion.EnsureExists(source, options.Input);
            }

            return [isFiles ? await check.OfFilesAsync(source, cancellationToken) : await check.OfTableAsync(source, cancellationToken)];
        }

        if (options.Against is not null)
        {
            throw new InvalidInputException("What a service served is compared with what its model was trained on; leave out --against.");
        }

        var log = ServedLogSettings.Read(context.Workspace.Options.StatePath).Folder;
        var reports = new List<DriftReport>();
        var exact = services.Where(s => s.Name == name).ToArray();
        foreach (var service in exact.Length > 0 ? exact : services)
        {
            reports.Add(await check.OfServiceAsync(service, service.Name == name ? null : name, log, cancellationToken));
        }

        return reports;
    }
}
