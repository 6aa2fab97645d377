using System.Globalization;
using Larder.Bench.Harness;
using Larder.Bench.Materialization;
using Larder.Catalog;
using Larder.Materialization;
using Larder.Server;

namespace Larder.Bench.Serving;

/// <summary>Meters behind a server, and the requests for one of them.</summary>
internal static class MeterServer
{
    /// <summary>The member of a request that lists the ten features.</summary>
    public static string AllFeatures { get; } = $"\"features\":[{string.Join(",", new Meters().Build().View("meter_state").Features.Select(f => $"\"meter_state:{f.Name}\""))}]";

    public static LarderServerOptions Options(BenchWorkspace opened, Action<LarderOptions>? change = null) => new()
    {
        Port = 0,
        Larder = larder =>
        {
            larder.Catalog = opened.Workspace.Catalog;
            larder.OnlineStore = opened.Online;
            larder.ModelStore = opened.Workspace.Models;
            larder.DefinitionStore = opened.Workspace.Definitions;
            change?.Invoke(larder);
        },
    };

    public static async Task MaterializeAsync(MeterData data, CancellationToken cancellationToken)
    {
        await using var opened = await BenchWorkspace.OpenAsync(new Meters(), data.State, cancellationToken);
        await new Materializer(opened.Workspace).RunAsync((CompiledSourceView)opened.Workspace.Catalog.View("meter_state"), cancellationToken: cancellationToken);
    }

    public static string Body(string key, string features) => $"{{\"entities\":{{\"meter_id\":[{key}]}},{features}}}";

    public static string Script(MeterData data, string features) => $"""
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        math.randomseed(7)
        request = function()
          return wrk.format(nil, nil, nil, '{Body("' .. math.random(0, " + (data.Meters - 1).ToString(CultureInfo.InvariantCulture) + ") .. '", features)}')
        end
        """;
}
