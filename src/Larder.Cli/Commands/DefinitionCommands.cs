using System.CommandLine;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>plan</c> and <c>apply</c>.</summary>
internal static class DefinitionCommands
{
    public static Command Plan(CommandContext app) => Create(app, "plan", "Show how the definitions differ from those applied", apply: false);

    public static Command Apply(CommandContext app) => Create(app, "apply", "Record the definitions, with a new version for each that changed", apply: true);

    private static Command Create(CommandContext app, string name, string description, bool apply)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var plan = await ApplyStep.RunAsync(context, apply, cancellationToken);
            if (apply)
            {
                context.Report.Json(ApplyStep.ToJson(plan));
                return 0;
            }

            var impacts = await ApplyStep.ImpactAsync(context, plan, cancellationToken);
            context.Report.Json(ApplyStep.ToJson(plan, impacts, await ApplyStep.ReadsAsync(context, cancellationToken)));
            return 0;
        });
        return command;
    }
}
