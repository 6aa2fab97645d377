using System.Net;
using Larder.Offline.TrainingSets;
using Larder.Server;
using Larder.Serving.Logging;
using Microsoft.Extensions.Logging;

namespace Larder.Cli.Steps;

/// <summary>Serves the online store and the champion models over HTTP.</summary>
internal static class ServeStep
{
    /// <summary>The host logs a failed start with its stack trace; the command tells the same in one line.</summary>
    private const string HostCategory = "Microsoft.Extensions.Hosting";

    /// <summary>Opens the log of served vectors; null where its rate is 0.</summary>
    public static FileServedLog? OpenLog(StepContext context, FileServedLogOptions options)
    {
        if (options.Rate == 0)
        {
            return null;
        }

        context.Report.Line($"logging served vectors of {options.Rate:0.####%} of the entities to {options.Folder}; 'larder verify --log' compares them with history");
        return new FileServedLog(options with { OnProblem = problem => context.Report.Line($"warning: {problem}") }, context.Workspace.Online, context.Workspace.Clock);
    }

    /// <summary>What a server over this workspace is made of.</summary>
    /// <param name="context">The workspace.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="log">Takes sampled vectors; null for none.</param>
    /// <param name="givesDatasets">Whether training sets, which hold history, are given out where other machines can connect; on loopback they always are.</param>
    public static LarderServerOptions Options(StepContext context, IPAddress address, int port, IServedLog? log = null, bool givesDatasets = false) => new()
    {
        Larder = larder =>
        {
            larder.Catalog = context.Catalog;
            larder.OnlineStore = context.Workspace.Online;
            larder.ModelStore = context.Workspace.Models;
            larder.DefinitionStore = context.Workspace.Definitions;
            larder.ServedLog = log;
            larder.Alerts = context.AlertSetup.Channels.Count > 0 ? context.AlertDelivery : null;
            larder.AlertReports = context.Catalog.AlertRules.Count > 0 ? context.Workspace.Alerts : null;
            larder.AlertInterval = context.AlertSetup.Interval;
            larder.Tallies = context.Monitoring.Tallies;
            larder.Datasets = givesDatasets || IPAddress.IsLoopback(address) ? new DatasetExport(context.Workspace) : null;
        },
        Address = address,
        Port = port,
        Clock = context.Workspace.Clock,
        Logging = logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter(HostCategory, LogLevel.Critical)
            .AddSimpleConsole()
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
    };
}
