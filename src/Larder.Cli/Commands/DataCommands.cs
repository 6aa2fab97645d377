using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Offline.Maintenance;

namespace Larder.Cli.Commands;

/// <summary><c>data</c>: looks after the offline tables, tells of data versions, and keeps data files.</summary>
internal static class DataCommands
{
    private const int MostDays = 36_500;

    public static Command Create(CommandContext app) => new("data", "Look after offline tables, data versions and data files")
    {
        DataVersionCommands.Log(app),
        DataVersionCommands.Show(app),
        DataVersionCommands.Diff(app),
        DataVersionCommands.Checkout(app),
        DataVersionCommands.Save(app),
        Compact(app),
        Expire(app),
        Vacuum(app),
        DataFileCommands.Add(app),
        DataFileCommands.Push(app),
        DataFileCommands.Pull(app),
    };

    private static Command Compact(CommandContext app)
    {
        var tables = Tables();
        var command = new Command("compact", "Write small files of a day anew as one; rows stay as they are") { tables };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var reports = await DataStep.CompactAsync(context, parsed.GetValue(tables) ?? [], cancellationToken);
            context.Report.Json(new JsonObject { ["compacted"] = new JsonArray([.. reports.Select(DataStep.ToJson)]) });
            return 0;
        });
        return command;
    }

    private static Command Expire(CommandContext app)
    {
        var tables = Tables();
        var asOf = Arguments.AsOf("Count the retention back from this time; default now");
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be dropped, and drop nothing" };
        var command = new Command("expire", "Drop days beyond the retention of their source, small files of the others first made one; pinned versions keep their files") { tables, asOf, dryRun };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            var isDryRun = parsed.GetValue(dryRun);
            var reports = await ExpiryStep.RunAsync(context, parsed.GetValue(tables) ?? [], parsed.GetValue(asOf), isDryRun, cancellationToken);
            context.Report.Json(new JsonObject { ["dry_run"] = isDryRun, ["expired"] = new JsonArray([.. reports.Select(ExpiryStep.ToJson)]) });
            return 0;
        });
        return command;
    }

    private static Command Vacuum(CommandContext app)
    {
        var tables = Tables();
        var retention = Arguments.Span("--retention", MostDays, "How long removed files stay, such as 7d or 36h; default the table's own, 7 days");
        var dryRun = new Option<bool>("--dry-run") { Description = "List what would be deleted, and delete nothing" };
        var force = new Option<bool>("--force") { Description = "Take a retention below the table's own; readers and writers that take longer lose their files" };
        var command = new Command("vacuum", "Delete files that no version within the retention needs, and expired commits; what training sets pin stays") { tables, retention, dryRun, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new VacuumOptions { Retention = parsed.GetValue(retention), DryRun = parsed.GetValue(dryRun), Force = parsed.GetValue(force) };
            await using var context = app.OpenExisting(parsed);
            var reports = await DataStep.VacuumAsync(context, parsed.GetValue(tables) ?? [], options, cancellationToken);
            context.Report.Json(new JsonObject { ["dry_run"] = options.DryRun, ["vacuumed"] = new JsonArray([.. reports.Select(DataStep.ToJson)]) });
            return 0;
        });
        return command;
    }

    private static Argument<string[]> Tables() => new("tables") { Description = "The tables; all when left out", Arity = ArgumentArity.ZeroOrMore };
}
