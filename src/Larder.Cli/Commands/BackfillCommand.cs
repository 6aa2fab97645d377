using System.CommandLine;
using System.Globalization;
using Larder.Cli.Steps;
using Larder.Derived;

namespace Larder.Cli.Commands;

/// <summary><c>backfill</c>.</summary>
internal static class BackfillCommand
{
    public static Command Create(CommandContext app)
    {
        var source = Arguments.Name("source", "The joined source or SQL view; may be left out when there is one");
        var from = Day("--from", "The first day of a joined source to compute; default the first there is");
        var to = Day("--to", "The last day of a joined source to compute; default the last there is");
        var newestFirst = new Option<bool>("--newest-first") { Description = "Begin with the newest days" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be read and written, and write nothing" };
        var command = new Command("backfill", "Compute a joined source anew by days, or a SQL view as a whole; its table is switched when all is there") { source, from, to, newestFirst, dryRun };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Arguments.Choose(app.Catalog.Derived, s => s.Name, parsed.GetValue(source), "derived source");
            var options = new BackfillOptions { From = parsed.GetValue(from), To = parsed.GetValue(to), NewestFirst = parsed.GetValue(newestFirst) };
            await using var context = app.OpenExisting(parsed);
            context.Report.Json(parsed.GetValue(dryRun)
                ? BackfillStep.ToJson(await BackfillStep.PlanAsync(context, chosen, options, cancellationToken))
                : BackfillStep.ToJson(await BackfillStep.RunAsync(context, chosen, options, cancellationToken)));
            return 0;
        });
        return command;
    }

    private static Option<DateOnly?> Day(string name, string description)
    {
        var parse = Arguments.Parser(
            text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null, "write a day such as 2011-12-09");
        return new(name) { HelpName = "day", Description = description, CustomParser = result => parse(result) };
    }
}
