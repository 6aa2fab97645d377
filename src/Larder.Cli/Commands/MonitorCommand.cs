using System.CommandLine;
using Larder.Cli.Steps;
using Larder.Serving.Monitoring;

namespace Larder.Cli.Commands;

/// <summary><c>monitor</c>.</summary>
internal static class MonitorCommand
{
    private const int DefaultHours = 24;

    public static Command Create(CommandContext app)
    {
        var hours = Arguments.Whole("--hours", 1, StoredReport.MostHours, DefaultHours, "How far back freshness, coverage and checks are told; objectives look back over their own periods");
        var command = new Command("monitor", "Show freshness, coverage and objectives of what was served; exit code 2 when an objective is broken") { hours };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            await MonitorStep.RunAsync(context, parsed.GetValue(hours), cancellationToken);
            return 0;
        });
        return command;
    }
}
