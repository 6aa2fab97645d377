using System.CommandLine;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary><c>verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(AppContextData app)
    {
        var service = new Argument<string?>("service") { Description = "The feature service; may be left out when there is one", Arity = ArgumentArity.ZeroOrOne };
        var pairs = new Option<int>("--pairs") { Description = "Entities and times to compare, at least 3", DefaultValueFactory = _ => VerifyStep.DefaultPairs };
        pairs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 3)
            {
                result.AddError("--pairs must be at least 3.");
            }
        });
        var seed = new Option<int>("--seed") { Description = "Chooses them; the same seed chooses the same", DefaultValueFactory = _ => 1 };
        var command = new Command("verify", "Compare online values with history, bit for bit") { service, pairs, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var chosen = Arguments.Choose(app.Catalog.Services, s => s.Name, parsed.GetValue(service), "service");
            var report = await VerifyStep.RunAsync(context, chosen, parsed.GetValue(pairs), parsed.GetValue(seed), cancellationToken);
            context.Report.Json(new JsonObject { ["parity"] = VerifyStep.ToJson(report) });
            VerifyStep.Ensure(report);
            return 0;
        });
        return command;
    }
}
