using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Server;

namespace Larder.Cli.Commands;

/// <summary><c>serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandContext app)
    {
        var port = Arguments.Whole("--port", 0, IPEndPoint.MaxPort, LarderServerOptions.DefaultPort, "The port; 0 takes a free one");
        var host = Arguments.Address("--host", "The address listened on; 0.0.0.0 lets other machines in");
        var logRate = Arguments.Rate("--log-rate", "Part of the entities whose served vectors are logged, 0 to 1; also Larder:ServedLog:Rate. Default 0");
        var datasets = new Option<bool>("--datasets") { Description = "Give out training sets to other machines too; to this one they always are" };
        var command = new Command("serve", "Serve features and predictions over HTTP until interrupted") { port, host, logRate, datasets };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.OpenExisting(parsed);
            await using var log = ServeStep.OpenLog(context, ServedLogSettings.Read(context.Workspace.Options.StatePath, parsed.GetValue(logRate)));
            var options = ServeStep.Options(context, parsed.GetValue(host)!, parsed.GetValue(port), log, parsed.GetValue(datasets));
            await LarderServer.RunAsync(
                options,
                address =>
                {
                    context.Report.Line($"serving on {address}  (POST get-online-features, POST predict, GET datasets, monitoring, health, metrics, openapi/v1.json; Ctrl-C stops)");
                    context.Report.Json(new JsonObject { ["address"] = address.ToString() });
                },
                cancellationToken);
            context.Report.Line("stopped");
            return 0;
        });
        return command;
    }
}
