using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext app)
    {
        var service = Arguments.Name("service", "The feature service; may be left out when there is one");
        var pairs = Arguments.Whole("--pairs", 3, 10_000_000, VerifyStep.DefaultPairs, "Entities and times to compare, at least 3");
        var seed = Arguments.Whole("--seed", 0, int.MaxValue, VerifyStep.DefaultSeed, "Chooses them; the same seed chooses the same");
        var command = new Command("verify", "Compare online values with history, bit for bit") { service, pairs, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = Arguments.Choose(app.Catalog.Services, s => s.Name, parsed.GetValue(service), "service");
            await using var context = app.OpenExisting(parsed);
            var report = await VerifyStep.RunAsync(context, chosen, parsed.GetValue(pairs), parsed.GetValue(seed), cancellationToken);
            context.Report.Json(new JsonObject { ["parity"] = VerifyStep.ToJson(report) });
            VerifyStep.Ensure(report);
            return 0;
        });
        return command;
    }
}
