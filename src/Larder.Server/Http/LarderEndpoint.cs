using Larder.Server.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Http;

/// <summary>A request handler: times it, counts it, and turns its failures into problem responses.</summary>
internal abstract class LarderEndpoint(EndpointMetrics metrics, TimeProvider clock, ILogger logger)
{
    protected TimeProvider Clock { get; } = clock;

    protected EndpointMetrics Metrics { get; } = metrics;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = Clock.GetTimestamp();
        try
        {
            await HandleAsync(context);
        }
#pragma warning disable CA1031 // The boundary: no exception leaves it, or the response would be the framework's.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Problem.WriteAsync(context, failure, logger);
        }

        Metrics.Record(context.Response.StatusCode, Clock.GetElapsedTime(started));
    }

    protected abstract ValueTask HandleAsync(HttpContext context);
}
