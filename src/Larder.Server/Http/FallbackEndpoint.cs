using Larder.Server.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Http;

/// <summary>Answers what routing sorts out before an endpoint's handler runs: a wrong method, or a body that is not JSON.</summary>
internal sealed class FallbackEndpoint(string path, string method, EndpointMetrics metrics, TimeProvider clock, ILogger logger)
    : LarderEndpoint(metrics, clock, logger)
{
    protected override ValueTask HandleAsync(HttpContext context)
    {
        if (!HttpMethods.Equals(context.Request.Method, method))
        {
            context.Response.Headers.Allow = method;
            throw new RequestProblemException(StatusCodes.Status405MethodNotAllowed, $"{path} takes {method}, not {context.Request.Method}.");
        }

        throw new RequestProblemException(
            StatusCodes.Status415UnsupportedMediaType,
            $"{path} takes JSON, not '{context.Request.ContentType}'; send the header Content-Type: application/json.");
    }
}
