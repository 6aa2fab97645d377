using Larder.Client.Monitoring;
using Larder.Client.Wire;
using Larder.Serving.Monitoring;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Monitoring;

/// <summary><c>GET /monitoring/freshness</c></summary>
internal sealed class FreshnessEndpoint(LarderRuntime runtime, ILogger logger)
    : MonitoringEndpoint<FreshnessResponse>(Path, LarderJson.Default.FreshnessResponse, runtime, logger)
{
    public const string Path = "/monitoring/freshness";

    protected override async Task<FreshnessResponse> AnswerAsync(TallyLoop tallies, int hours, CancellationToken cancellationToken) =>
        FreshnessResponse.Of(await tallies.ReportAsync(hours, cancellationToken));
}
