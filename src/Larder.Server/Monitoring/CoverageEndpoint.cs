using Larder.Client.Monitoring;
using Larder.Client.Wire;
using Larder.Serving.Monitoring;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Monitoring;

/// <summary><c>GET /monitoring/coverage</c></summary>
internal sealed class CoverageEndpoint(LarderRuntime runtime, ILogger logger)
    : MonitoringEndpoint<CoverageResponse>(Path, LarderJson.Default.CoverageResponse, runtime, logger)
{
    public const string Path = "/monitoring/coverage";

    protected override async Task<CoverageResponse> AnswerAsync(TallyLoop tallies, int hours, CancellationToken cancellationToken) =>
        CoverageResponse.Of(await tallies.ReportAsync(hours, cancellationToken));
}
