using Larder.Client;
using Larder.Client.Online;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Server;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Monitored;

public class MonitoringHttpTests
{
    private const string Checkout = """{"feature_service":"checkout","entities":{"customer_id":["C1","nobody"],"basket_value":[5,5000]}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Freshness_coverage_and_objectives_are_told()
    {
        var store = new InMemoryTallyStore();
        await using var shop = await ServedShop.StartAsync(options => Watch(options, store));
        await shop.World.PutProfileAsync("C1", "2024-03-10T11:58:30Z");
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);
        await shop.PostAsync("/get-online-features", Checkout);
        var client = new LarderClient(shop.Http);

        var profile = (await client.GetFreshnessAsync(cancellationToken: Token)).Views.Single(v => v.View == "profile");
        (profile.Values, profile.P50, profile.P95, profile.P99, profile.NegativeAges, profile.LagP99, profile.Staleness).ShouldBe((7, 96, 96, 96, 0, null, 90));
        profile.NewestEvent.ShouldBe(ShopWorld.Time("2024-03-10T11:58:30Z"));

        var coverage = await client.GetCoverageAsync(1, Token);
        var service = coverage.Services.Single(s => s.Service == "checkout");
        (service.Requests, service.Covered, service.Coverage).ShouldBe((2, 1, 0.5));
        service.Required.ShouldBe(["profile:page", "profile:amount"]);
        coverage.Features.Select(f => (f.Feature, f.Total, f.Present, f.NotFound, f.Default)).ShouldBe(
        [
            ("basket:ratio", 2, 1, 1, 0), ("basket:has_coupon", 2, 1, 0, 1),
            .. new[] { "page", "member", "rank", "items", "score", "amount", "seen_at" }.Select(f => ($"profile:{f}", 2L, 1L, 1L, 0L)),
        ]);
        coverage.Checks.Select(c => (c.Owner, c.Check, c.Refuses, c.Pass, c.Bad)).ShouldBe(
        [
            ("view basket", "basket_large", false, 1, 1), ("view basket", "basket_negative", true, 2, 0),
            ("service checkout", "page_short", false, 0, 1), ("service checkout", "amount_between", false, 2, 0),
        ]);

        var objectives = await client.GetObjectivesAsync(cancellationToken: Token);
        objectives.Objectives.Select(o => (o.Kind, o.Subject, o.Outcome, o.Total, o.Bad, o.Target, o.MaxAge)).ShouldBe(
        [
            ("freshness", "profile", "too_few", 7, 0, 0.99, 172_800), ("coverage", "checkout", "too_few", 2, 1, 0.95, null), ("coverage", "everything", "no_data", 0, 0, 0.95, null),
        ]);
        objectives.Objectives[1].Burn.Select(b => (b.Window, b.Total, b.Bad, Math.Round(b.Rate!.Value, 9))).ShouldBe([(300, 2, 1, 10), (1800, 2, 1, 10), (3600, 2, 1, 10), (21600, 2, 1, 10)]);
        objectives.Incidents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Predictions_count_for_their_service()
    {
        var store = new InMemoryTallyStore();
        await using var shop = await ServedShop.StartAsync(options => Watch(options, store));
        await shop.World.PutProfileAsync("C1", "2024-03-10T11:58:30Z");
        await shop.World.PutVisitsAsync("C1", null, ("2024-03-10T10:00:00Z", 5, "home"));
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);
        (await shop.PostAsync("/predict", """{"model":"returns","entities":{"customer_id":["C1","C2"]}}""")).ShouldStartWith("200");

        var service = (await new LarderClient(shop.Http).GetCoverageAsync(cancellationToken: Token)).Services.Single(s => s.Service == "everything");
        (service.Requests, service.Covered).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_check_that_refuses_answers_422_with_its_name()
    {
        await using var shop = await ServedShop.StartAsync(options => Watch(options, new InMemoryTallyStore()));

        (await shop.PostAsync("/get-online-features", """{"features":["basket:ratio"],"entities":{"customer_id":["C1","C2"],"basket_value":[5,-1]}}""")).ShouldBe(ServedShop.Problem(
            422, "Unprocessable Entity", "Check basket_negative of view basket refuses entity 1 of the request (basket_value -1): it must be [0, ]. Correct it, or leave the entity out of every list."));
        var refused = await Should.ThrowAsync<LarderException>(() => new LarderClient(shop.Http).GetOnlineFeaturesAsync(
            new OnlineFeaturesRequest
            {
                Features = ["basket:ratio"],
                Entities = new Dictionary<string, IReadOnlyList<FeatureValue>> { ["customer_id"] = [FeatureValue.From("C1")], ["basket_value"] = [FeatureValue.From(-1d)] },
            },
            Token));
        refused.Kind.ShouldBe(ErrorKind.SuiteBreached);
        PrometheusReader.Read(await shop.GetAsync("/metrics"))["featurestore_quality_check_results_total{check=\"view basket/basket_negative\",outcome=\"refused\"}"].ShouldBe(2);
    }

    [Fact]
    public async Task Hours_out_of_range_are_refused()
    {
        await using var shop = await ServedShop.StartAsync(options => Watch(options, new InMemoryTallyStore()));
        foreach (var hours in new[] { "0", "841", "-1", "x", "1.5" })
        {
            (await shop.GetAsync($"/monitoring/freshness?hours={hours}")).ShouldBe(ServedShop.Problem(400, "Bad Request", $"hours cannot be '{hours}'; give a whole number from 1 to 840."));
        }

        (await shop.PostAsync("/monitoring/coverage", "{}")).ShouldBe(ServedShop.Problem(405, "Method Not Allowed", "/monitoring/coverage takes GET, not POST."));
    }

    [Fact]
    public async Task Without_a_store_of_tallies_or_without_monitoring_there_are_no_such_paths()
    {
        await using var unstored = await ServedShop.StartAsync();
        (await unstored.GetAsync("/monitoring/objectives")).ShouldStartWith("404");

        await using var unwatched = await ServedShop.StartAsync(options =>
        {
            Watch(options, new InMemoryTallyStore());
            options.Monitoring = false;
        });
        (await unwatched.GetAsync("/monitoring/objectives")).ShouldStartWith("404");
        (await unwatched.PostAsync("/get-online-features", """{"features":["basket:ratio"],"entities":{"customer_id":["C1"],"basket_value":[-1]}}""")).ShouldStartWith("200");
        (await unwatched.GetAsync("/metrics")).ShouldNotContain("featurestore_");
    }

    [Fact]
    public async Task Metrics_are_of_the_text_format_and_name_no_entity()
    {
        var told = new List<Incident>();
        await using var shop = await ServedShop.StartAsync(options =>
        {
            Watch(options, new InMemoryTallyStore());
            options.OnIncident = told.Add;
        });
        await shop.World.PutProfileAsync("C1", "2024-03-10T11:58:30Z");
        for (var i = 0; i < 20; i++)
        {
            await shop.PostAsync("/get-online-features", Checkout);
        }

        while (told.Count < 2)
        {
            // The loop's timer is made when its turn before is done, so the clock is moved until it is.
            shop.World.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        var text = await shop.GetAsync("/metrics");
        var samples = PrometheusReader.Read(text);

        text.ShouldNotContain("C1");
        text.ShouldNotContain("nobody");
        double Age(string bound) => samples[$"featurestore_online_feature_age_seconds_bucket{{view=\"profile\",le=\"{bound}\"}}"];
        new[] { "1", "64", "128", "2097152", "2621440", "+Inf" }.Select(Age).ShouldBe([0, 0, 140, 140, 140, 140]);
        samples["featurestore_online_feature_age_seconds_sum{view=\"profile\"}"].ShouldBe(140 * 90);
        samples["featurestore_online_feature_results_total{view=\"basket\",status=\"default\"}"].ShouldBe(20);
        samples["featurestore_online_requests_total{service=\"checkout\"}"].ShouldBe(40);
        samples["featurestore_online_requests_covered_total{service=\"checkout\"}"].ShouldBe(20);
        samples["featurestore_online_coverage_ratio{service=\"checkout\"}"].ShouldBe(0.5);
        samples["featurestore_objective_burn_rate{objective=\"coverage\",subject=\"checkout\",window=\"1h\"}"].ShouldBe(10, 1e-9);
        samples["featurestore_objective_budget_left_ratio{objective=\"coverage\",subject=\"checkout\"}"].ShouldBe(-9, 1e-9);
        samples["featurestore_online_canary_reads_total{service=\"checkout\",result=\"good\"}"].ShouldBeGreaterThan(0);
        told.Select(i => i.Kind).Order().ShouldContain("coverage_low");
        shop.Log.Lines.ShouldContain(line => line.Contains("coverage_low of checkout: Coverage of service checkout is below 95% in the last hour: 20 of 40 requests lacked a required feature.", StringComparison.Ordinal));
    }

    private static void Watch(LarderOptions options, InMemoryTallyStore store) =>
        (options.Catalog, options.Versions, options.Tallies) = (WatchedShop.Catalog, WatchedShop.Applied, store);
}
