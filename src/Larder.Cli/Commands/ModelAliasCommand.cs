using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Errors;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary><c>models alias</c>: moves or clears an alias by hand, past the gates.</summary>
internal static class ModelAliasCommand
{
    public static Command Create(CommandContext app)
    {
        var alias = new Argument<string>("alias") { Description = "The alias: champion serves unless the caller says otherwise" };
        var model = new Option<string?>("--model") { HelpName = "name", Description = "The model; may be left out when there is one" };
        var version = new Option<int?>("--version")
        {
            HelpName = "number",
            Description = "The registered version it shall point at",
            CustomParser = Version,
        };
        var clear = new Option<bool>("--clear") { Description = "Let it point nowhere; without champion the model is not served by default" };
        var command = new Command("alias", "Point an alias at a version, or nowhere") { alias, model, version, clear };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Arguments.Choose(app.Catalog.Models, m => m.Name, parsed.GetValue(model), "model");
            var name = Names.Check("alias", parsed.GetValue(alias));
            var number = parsed.GetValue(version);
            if (number is null != parsed.GetValue(clear))
            {
                throw new InvalidInputException(number is null
                    ? $"Say where {name} shall point: --version NUMBER, or --clear for nowhere. 'larder models' lists the versions."
                    : "Both --version and --clear are given; give one of them.");
            }

            await using var context = app.Open(parsed);
            await MoveAsync(context, chosen.Name, name, number, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task MoveAsync(StepContext context, string model, string alias, int? version, CancellationToken cancellationToken)
    {
        var before = (await context.Workspace.Models.ResolveAsync(model, alias, cancellationToken))?.Version;
        await context.Workspace.Models.SetAliasAsync(model, alias, version, before, cancellationToken);
        context.Report.Line($"  {alias} of {model} points at {Target(version)} (before: {Target(before)})");
        context.Report.Json(new JsonObject { ["model"] = model, ["alias"] = alias, ["version"] = version, ["before"] = before });
    }

    private static string Target(int? version) => version is { } number ? $"v{number}" : "no version";

    private static int? Version(System.CommandLine.Parsing.ArgumentResult result) =>
        Arguments.Parser(text => Arguments.WholeNumber(text, 1, int.MaxValue), "give the number of a version, 1 or more")(result);
}
