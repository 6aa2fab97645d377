using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Offline.TrainingSets;

namespace Larder.Cli.Commands;

/// <summary><c>training-set</c>.</summary>
internal static class TrainingSetCommand
{
    public static Command Create(CommandContext app)
    {
        var service = Arguments.Name("service", "The feature service; may be left out when there is one");
        var spine = Arguments.Path("--spine", "name|file", "A spine of the repository, or a Parquet or CSV file with the join key and event_timestamp");
        var asOf = Arguments.AsOf("Use nothing known after this time; default the newest in the tables");
        var rebuild = new Option<bool>("--rebuild") { Description = "Build again even where the same training set exists, and compare the bytes" };
        var dataset = Arguments.Text("--dataset", "version", "Build a recorded training set again, from the table versions of its record, and compare the bytes", "give a dataset version or its first digits");
        var export = Arguments.Path("--export", "file", "Write it to a file too, .parquet or .csv");
        var command = new Command("training-set", "Join a spine with a service's features, point in time") { service, spine, asOf, rebuild, dataset, export };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(dataset) is { } version)
            {
                Refuse(parsed.GetValue(service) is not null, "the service");
                Refuse(parsed.GetValue(asOf) is not null, "--as-of");
                return await RebuildAsync(app, parsed, version, parsed.GetValue(spine), parsed.GetValue(export), cancellationToken);
            }

            var chosen = Arguments.Choose(app.Catalog.Services, s => s.Name, parsed.GetValue(service), "service");
            var request = SpineOf(app, chosen, parsed.GetValue(spine));
            var options = new TrainingSetOptions { AsOf = parsed.GetValue(asOf), Rebuild = parsed.GetValue(rebuild) };
            await using var context = app.OpenExisting(parsed);
            var set = await TrainingSetStep.RunAsync(context, request, options, cancellationToken);
            context.Report.Line($"  {set.Path}");
            await ExportAsync(context, set.Record.DatasetVersion, parsed.GetValue(export), cancellationToken);
            context.Report.Json(new JsonObject { ["training"] = TrainingSetStep.ToJson(set) });
            return 0;
        });
        return command;
    }

    private static async Task<int> RebuildAsync(CommandContext app, ParseResult parsed, string version, string? spine, string? export, CancellationToken cancellationToken)
    {
        await using var context = app.Open(parsed);
        var rebuilt = await TrainingSetStep.RebuildAsync(context, version, spine, cancellationToken);
        context.Report.Json(new JsonObject { ["training"] = TrainingSetStep.ToJson(rebuilt) });
        rebuilt.EnsureSame();
        await ExportAsync(context, rebuilt.Record.DatasetVersion, export, cancellationToken);
        return 0;
    }

    private static async Task ExportAsync(StepContext context, string version, string? file, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            await new DatasetExport(context.Workspace).SaveAsync(version, file, cancellationToken);
            context.Report.Line($"  {Path.GetFullPath(file)}");
        }
    }

    private static void Refuse(bool isGiven, string what)
    {
        if (isGiven)
        {
            throw new InvalidInputException($"The record that --dataset names says {what} already; leave {what} out.");
        }
    }

    /// <summary>A spine of the repository by its name, else a file.</summary>
    private static TrainingSetRequest SpineOf(CommandContext app, Catalog.CompiledService service, string? named)
    {
        var spines = app.Catalog.Spines;
        if (named is null || spines.Any(s => s.Name == named))
        {
            return TrainingSetStep.Over(service, Arguments.Choose(spines, s => s.Name, named, "spine"));
        }

        return File.Exists(named)
            ? TrainingSetStep.Over(service, Path.GetFullPath(named))
            : throw new NotFoundException(
                $"There is no spine '{named}', neither in this repository ({(spines.Count == 0 ? "which defines none" : string.Join(", ", spines.Select(s => s.Name)))}) nor as a file; "
                + $"give a name or a Parquet or CSV file with {string.Join(", ", service.Keys.Columns.Select(k => k.Name))} and event_timestamp.");
    }
}
