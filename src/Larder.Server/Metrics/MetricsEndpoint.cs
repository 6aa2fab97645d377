using System.Text;
using Larder.Server.Http;
using Larder.Server.Monitoring;
using Larder.Types;
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
        var report = MetricsReport.Of(runtime.Metrics, runtime.Options.ServedLog?.Counts);
        if (runtime.Monitor is { } monitor)
        {
            MonitoringMetrics.Add(report, monitor, runtime.Objectives, Instant.From(Clock.GetUtcNow()));
        }

        var text = Encoding.UTF8.GetBytes(report.ToString());
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }
}
