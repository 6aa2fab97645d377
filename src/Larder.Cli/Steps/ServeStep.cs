using System.Net;
using Larder.Server;
using Microsoft.Extensions.Logging;

namespace Larder.Cli.Steps;

/// <summary>Serves the online store and the champion models over HTTP.</summary>
internal static class ServeStep
{
    /// <summary>What a server over this workspace is made of.</summary>
    public static LarderServerOptions Options(StepContext context, IPAddress address, int port) => new()
    {
        Larder = larder =>
        {
            larder.Catalog = context.Catalog;
            larder.OnlineStore = context.Workspace.Online;
            larder.ModelStore = context.Workspace.Models;
            larder.DefinitionStore = context.Workspace.Definitions;
        },
        Address = address,
        Port = port,
        Clock = context.Workspace.Clock,
        Logging = logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
    };
}
