using Larder.Serving.Logging;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

public class ServedLogTests
{
    [Fact]
    public async Task Features_and_predictions_are_logged_for_sampled_entities_and_counted()
    {
        var log = new ListLog();
        await using var shop = await ServedShop.StartAsync(options => options.ServedLog = log);
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z", amount: 10);
        await shop.World.PromoteAsync("buys", ["profile:amount"], 0, "checkout@2");

        await shop.PostAsync("/get-online-features", """{"features":["profile:amount"],"entities":{"customer_id":["C1","X2"]},"as_of":"2024-03-09T00:00:00Z"}""");
        await shop.PostAsync("/predict", """{"model":"buys","entities":{"customer_id":["C1"],"basket_value":[25]}}""");
        await shop.PostAsync("/get-online-features", """{"features":["profile:amount"],"entities":{"customer_id":["C1",null]}}""");

        log.Vectors.Count.ShouldBe(2);
        var (features, prediction) = (log.Vectors[0], log.Vectors[1]);
        (features.Plan.Service, features.Model, features.AsOf.ToString(), features.Keys.Single().AsString()).ShouldBe((null, null, "2024-03-09T00:00:00Z", "C1"));
        features.Values.Single().ShouldBe(new ServedValue(FeatureValue.From(10.0), FeatureStatus.Present, ShopWorld.Time("2024-03-01T08:00:00Z")));
        (prediction.Plan.Service, prediction.Model, prediction.ServedAt, prediction.Plan.Request[0], prediction.Request[0]).ShouldBe(
            ("checkout@2", "buys@1", ShopWorld.Now, "basket_value", FeatureValue.From(25.0)));
        (await shop.GetAsync("/metrics")).ShouldContain(
            "# TYPE larder_served_log_vectors_total counter\nlarder_served_log_vectors_total{result=\"logged\"} 2\nlarder_served_log_vectors_total{result=\"dropped\"} 3\nlarder_served_log_vectors_total{result=\"failed\"} 4\n");
    }

    private sealed class ListLog : IServedLog
    {
        public List<ServedVector> Vectors { get; } = [];

        public ServedLogCounts Counts => new(Vectors.Count, 3, 4);

        public bool Samples(EntityKey key) => key == EntityKey.From("C1");

        public bool TryAdd(ServedVector vector)
        {
            Vectors.Add(vector);
            return true;
        }
    }
}
