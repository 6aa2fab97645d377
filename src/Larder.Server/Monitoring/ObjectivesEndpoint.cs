using Larder.Client.Monitoring;
using Larder.Client.Wire;
using Larder.Serving.Monitoring;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Monitoring;

/// <summary><c>GET /monitoring/objectives</c></summary>
internal sealed class ObjectivesEndpoint(LarderRuntime runtime, ILogger logger)
    : MonitoringEndpoint<ObjectivesResponse>(Path, LarderJson.Default.ObjectivesResponse, runtime, logger)
{
    public const string Path = "/monitoring/objectives";

    protected override async Task<ObjectivesResponse> AnswerAsync(TallyLoop tallies, int hours, CancellationToken cancellationToken) =>
        ObjectivesResponse.Of(await tallies.ReportAsync(hours, cancellationToken), await tallies.IncidentsAsync(hours, cancellationToken));
}
