using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Larder.Cli.Steps;
using Larder.Server;

namespace Larder.Cli.Commands;

/// <summary><c>serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create(AppContextData app)
    {
        var port = new Option<int>("--port") { Description = "The port; 0 takes a free one", DefaultValueFactory = _ => LarderServerOptions.DefaultPort };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() is < 0 or > IPEndPoint.MaxPort)
            {
                result.AddError($"--port must be from 0 to {IPEndPoint.MaxPort}.");
            }
        });
        var host = new Option<IPAddress>("--host")
        {
            Description = "The address listened on; 0.0.0.0 lets other machines in",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = result =>
            {
                if (IPAddress.TryParse(result.Tokens.Single().Value, out var address))
                {
                    return address;
                }

                result.AddError($"--host '{result.Tokens.Single().Value}' is no IP address; use for example 127.0.0.1.");
                return null;
            },
        };
        var command = new Command("serve", "Serve features and predictions over HTTP until interrupted") { port, host };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = app.Open(parsed);
            var options = ServeStep.Options(context, parsed.GetValue(host)!, parsed.GetValue(port));
            await LarderServer.RunAsync(
                options,
                address =>
                {
                    context.Report.Line($"serving on {address}  (POST get-online-features, POST predict, GET health, metrics, openapi/v1.json; Ctrl-C stops)");
                    context.Report.Json(new JsonObject { ["address"] = address.ToString() });
                },
                cancellationToken);
            return 0;
        });
        return command;
    }
}
