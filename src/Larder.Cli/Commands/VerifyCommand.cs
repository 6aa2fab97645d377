using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Cli.Verification;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext app)
    {
        var service = Arguments.Name("service", "The feature service; may be left out when there is one. With --log all that were served when left out");
        var pairs = Arguments.Whole("--pairs", 3, 10_000_000, ParityOptions.DefaultPairs, "Entities and times to compare, at least 3");
        var seed = Arguments.Whole("--seed", 0, int.MaxValue, ParityOptions.DefaultSeed, "Chooses them; the same seed chooses the same");
        var log = new Option<bool>("--log") { Description = "Compare what was served, as 'serve --log-rate' logged it, instead of asking the online store" };
        var tolerance = Arguments.Tolerance("--tolerance", "Relative difference of two numbers that still counts as equal; 0 compares all bits");
        var command = new Command("verify", "Compare online values with history, bit for bit, and say why any differ") { service, pairs, seed, log, tolerance };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ParityOptions { Pairs = parsed.GetValue(pairs), Seed = parsed.GetValue(seed), Tolerance = parsed.GetValue(tolerance) };
            if (parsed.GetValue(log))
            {
                Refuse(parsed, pairs);
                Refuse(parsed, seed);
                var named = parsed.GetValue(service) is { } name ? Arguments.Choose(app.Catalog.Services, s => s.Name, name, "service").Name : null;
                await using var replayed = app.OpenExisting(parsed);
                var folder = ServedLogSettings.Read(replayed.Workspace.Options.StatePath).Folder;
                return Tell(replayed, await VerifyStep.ReplayAsync(replayed, folder, options with { Service = named }, cancellationToken));
            }

            var chosen = Arguments.Choose(app.Catalog.Services, s => s.Name, parsed.GetValue(service), "service");
            await using var context = app.OpenExisting(parsed);
            return Tell(context, await VerifyStep.RunAsync(context, chosen, options, cancellationToken));
        });
        return command;
    }

    private static int Tell(StepContext context, ParityReport report)
    {
        context.Report.Json(new JsonObject { ["parity"] = ParityJson.Of(report) });
        VerifyStep.Ensure(report);
        return 0;
    }

    private static void Refuse(ParseResult parsed, Option option)
    {
        if (parsed.GetResult(option) is { Implicit: false })
        {
            throw new InvalidInputException($"With --log every logged vector is compared; leave out {option.Name}.");
        }
    }
}
