using Larder.Server.Metrics;
using Larder.Support;

namespace Larder.Metrics;

public class MetricsTests
{
    [Fact]
    public async Task Requests_entities_statuses_and_predictions_are_counted()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z", page: null);
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);
        await shop.PostAsync("/get-online-features", """{"features":["profile:page","spend:visits_7d","profile:amount"],"entities":{"customer_id":["C1","C2"]}}""");
        await shop.PostAsync("/get-online-features", """{"features":["nothing:page"],"entities":{}}""");
        await shop.PostAsync("/get-online-features", "", "text/plain");
        await shop.GetAsync("/get-online-features");
        await shop.PostAsync("/predict", """{"model":"returns","entities":{"customer_id":["C1","C2","C3"]}}""");
        await shop.GetAsync("/health");

        var answer = await shop.GetAsync("/metrics");
        var samples = PrometheusReader.Read(answer);

        answer.ShouldStartWith("200 text/plain; version=0.0.4; charset=utf-8\n");
        samples.Where(s => s.Key.StartsWith("larder_http_requests_total", StringComparison.Ordinal)).ShouldBe(
        [
            new("larder_http_requests_total{endpoint=\"/get-online-features\",code=\"200\"}", 1),
            new("larder_http_requests_total{endpoint=\"/get-online-features\",code=\"404\"}", 1),
            new("larder_http_requests_total{endpoint=\"/get-online-features\",code=\"405\"}", 1),
            new("larder_http_requests_total{endpoint=\"/get-online-features\",code=\"415\"}", 1),
            new("larder_http_requests_total{endpoint=\"/health\",code=\"200\"}", 1),
            new("larder_http_requests_total{endpoint=\"/predict\",code=\"200\"}", 1),
        ]);
        samples["larder_http_request_duration_seconds_bucket{endpoint=\"/get-online-features\",le=\"0.0001\"}"].ShouldBe(4);
        samples["larder_http_request_duration_seconds_bucket{endpoint=\"/get-online-features\",le=\"+Inf\"}"].ShouldBe(4);
        samples["larder_http_request_duration_seconds_count{endpoint=\"/get-online-features\"}"].ShouldBe(4);
        samples["larder_http_request_duration_seconds_sum{endpoint=\"/get-online-features\"}"].ShouldBe(0);
        samples["larder_entities_read_total{endpoint=\"/get-online-features\"}"].ShouldBe(2);
        samples["larder_entities_read_total{endpoint=\"/predict\"}"].ShouldBe(3);
        samples["featurestore_online_feature_results_total{view=\"spend\",status=\"not_found\"}"].ShouldBe(0 + 3);
        samples["featurestore_online_feature_results_total{view=\"spend\",status=\"default\"}"].ShouldBe(2 + 9);
        samples["featurestore_online_feature_results_total{view=\"profile\",status=\"null\"}"].ShouldBe(1 + 1);
        samples["featurestore_online_feature_results_total{view=\"profile\",status=\"present\"}"].ShouldBe(1 + 6);
        samples["featurestore_online_feature_results_total{view=\"profile\",status=\"not_found\"}"].ShouldBe(2 + 14);
        samples["featurestore_online_feature_results_total{view=\"profile\",status=\"stale\"}"].ShouldBe(0);
        samples["larder_predictions_total{model=\"returns\",version=\"1\"}"].ShouldBe(3);
    }

    [Fact]
    public void Buckets_are_cumulative_and_their_bounds_inclusive()
    {
        var metrics = new ServerMetrics();
        var endpoint = metrics.Endpoint("/x");
        foreach (var milliseconds in new[] { 0.05, 0.1, 0.2, 4, 9000 })
        {
            endpoint.Record(200, TimeSpan.FromMilliseconds(milliseconds));
        }

        var samples = PrometheusReader.Read("\n" + MetricsReport.Of(metrics));

        double Bucket(string bound) => samples[$"larder_http_request_duration_seconds_bucket{{endpoint=\"/x\",le=\"{bound}\"}}"];
        new[] { "0.0001", "0.00025", "0.0025", "0.005", "2.5", "+Inf" }.Select(Bucket).ShouldBe([2, 3, 3, 4, 4, 5]);
        samples["larder_http_request_duration_seconds_sum{endpoint=\"/x\"}"].ShouldBe(9.00435, 1e-9);
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        new PrometheusText().Family("a_total", "counter", "One\ntwo \\").Sample("a_total", 1.5, ("l", "quote \" slash \\ line \n")).Sample("b", double.NaN).ToString()
            .ShouldBe("# HELP a_total One\\ntwo \\\\\n# TYPE a_total counter\na_total{l=\"quote \\\" slash \\\\ line \\n\"} 1.5\nb NaN\n");
    }
}
