using System.Globalization;
using Larder.Serving.Logging;

namespace Larder.Server.Metrics;

/// <summary>Lays the counters out as Prometheus text.</summary>
internal static class MetricsReport
{
    public static PrometheusText Of(ServerMetrics metrics, ServedLogCounts? served = null)
    {
        var text = new PrometheusText();
        var endpoints = metrics.Endpoints.ToArray();
        text.Family("larder_http_requests_total", "counter", "Requests by endpoint and status code.");
        foreach (var endpoint in endpoints)
        {
            foreach (var (status, count) in endpoint.Statuses())
            {
                text.Sample("larder_http_requests_total", count, ("endpoint", endpoint.Path), ("code", Text(status)));
            }
        }

        text.Family("larder_http_request_duration_seconds", "histogram", "Time from a request's headers to its answer.");
        foreach (var endpoint in endpoints)
        {
            Histogram(text, endpoint);
        }

        text.Family("larder_entities_read_total", "counter", "Entities asked for by endpoint.");
        foreach (var endpoint in endpoints.Where(e => e.Entities > 0))
        {
            text.Sample("larder_entities_read_total", endpoint.Entities, ("endpoint", endpoint.Path));
        }

        text.Family("larder_predictions_total", "counter", "Predictions by model and version.");
        foreach (var (model, version, count) in metrics.Predictions)
        {
            text.Sample("larder_predictions_total", count, ("model", model), ("version", Text(version)));
        }

        if (served is { } counts)
        {
            text.Family("larder_served_log_vectors_total", "counter", "Sampled vectors by what became of them: logged, dropped because the queue was full, failed because the file could not be written.");
            text.Sample("larder_served_log_vectors_total", counts.Logged, ("result", "logged"));
            text.Sample("larder_served_log_vectors_total", counts.Dropped, ("result", "dropped"));
            text.Sample("larder_served_log_vectors_total", counts.Failed, ("result", "failed"));
        }

        return text;
    }

    private static void Histogram(PrometheusText text, EndpointMetrics endpoint)
    {
        const string Name = "larder_http_request_duration_seconds";
        var cumulative = 0L;
        for (var i = 0; i < EndpointMetrics.Bounds.Length; i++)
        {
            cumulative += endpoint.Bucket(i);
            text.Sample($"{Name}_bucket", cumulative, ("endpoint", endpoint.Path), ("le", EndpointMetrics.Bounds[i].ToString("R", CultureInfo.InvariantCulture)));
        }

        cumulative += endpoint.Bucket(EndpointMetrics.Bounds.Length);
        text.Sample($"{Name}_bucket", cumulative, ("endpoint", endpoint.Path), ("le", "+Inf"));
        text.Sample($"{Name}_sum", endpoint.Seconds, ("endpoint", endpoint.Path));
        text.Sample($"{Name}_count", cumulative, ("endpoint", endpoint.Path));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
