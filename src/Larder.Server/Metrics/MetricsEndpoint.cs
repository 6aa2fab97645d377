using System.Text;
using Larder.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Metrics;

/// <summary><c>GET /metrics</c></summary>
internal sealed class MetricsEndpoint(LarderRuntime runtime, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(Path), runtime.Clock, logger)
{
    public const string Path = "/metrics";

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        var text = Encoding.UTF8.GetBytes(MetricsReport.Of(runtime.Metrics, runtime.Options.ServedLog?.Counts));
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }
}
