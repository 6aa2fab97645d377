using System.Net;
using System.Text;
using Larder.Client;
using Larder.Client.Inference;
using Larder.Client.Online;
using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Clients;

public class LarderClientTests
{
    private static readonly OnlineFeaturesRequest Pages = new()
    {
        Features = ["profile:page", "totals:mean_amount"],
        Entities = new Dictionary<string, IReadOnlyList<FeatureValue>> { ["customer_id"] = [FeatureValue.From("C1"), FeatureValue.From("C2")] },
    };

    [Fact]
    public async Task Features_come_back_by_name()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");

        var answer = await new LarderClient(shop.Http).GetOnlineFeaturesAsync(Pages);

        answer.Metadata.FeatureNames.ShouldBe(["customer_id", "page", "mean_amount"]);
        answer["customer_id"].Values.ShouldBe([FeatureValue.From("C1"), FeatureValue.From("C2")]);
        answer["page"].Values.ShouldBe([FeatureValue.From("home"), FeatureValue.Null]);
        answer["page"].Statuses.ShouldBe([FeatureStatus.Present, FeatureStatus.NotFound]);
        answer["page"].EventTimestamps.ShouldBe([ShopWorld.Time("2024-03-01T08:00:00Z"), new Instant(0)]);
        answer["mean_amount"].Values.ShouldBe([FeatureValue.From("NaN"), FeatureValue.From("NaN")]);
        Should.Throw<KeyNotFoundException>(() => answer["nothing"]).Message.ShouldBe("The response has no column 'nothing'; it has customer_id, page, mean_amount.");
    }

    [Fact]
    public async Task A_service_a_time_and_full_names_are_sent_along()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z", amount: 8);

        var answer = await new LarderClient(shop.Http).GetOnlineFeaturesAsync(new OnlineFeaturesRequest
        {
            FeatureService = "checkout",
            FullFeatureNames = true,
            AsOf = ShopWorld.Time("2024-03-02T00:00:00.000001Z"),
            Entities = new Dictionary<string, IReadOnlyList<FeatureValue>>
            {
                ["customer_id"] = [FeatureValue.From("C1")],
                ["basket_value"] = [FeatureValue.From(double.PositiveInfinity)],
            },
        });

        answer["basket__ratio"].Values.ShouldBe([FeatureValue.From("Infinity")]);
        answer["profile__amount"].Values.ShouldBe([FeatureValue.From(8L)]);
    }

    [Fact]
    public async Task Predictions_come_back_with_their_entities()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);

        var answer = await new LarderClient(shop.Http).PredictAsync(new PredictRequest { Model = "returns", Version = 1, Entities = Pages.Entities, IncludeFeatures = true });

        (answer.Model, answer.Version, answer.DatasetVersion, answer.AsOf).ShouldBe(("returns", 1, "dataset-1", ShopWorld.Now));
        answer.Predictions.Select(p => p.Score).ShouldBe([0.5, 0.5]);
        answer.Predictions.Select(p => p.Entity["customer_id"].GetString()).ShouldBe(["C1", "C2"]);
        answer.Predictions[0].Missing.ShouldBe(new Dictionary<string, FeatureStatus> { ["spend__amount_7d"] = FeatureStatus.NotFound });
        answer.Predictions[0].Features!["spend__amount_7d"].ShouldBe(new PredictionFeature(FeatureValue.From(0L), FeatureStatus.NotFound, new Instant(0)));
        answer.Predictions[0].Features!["profile__page"].Value.ShouldBe(FeatureValue.Null);
    }

    [Fact]
    public async Task A_prediction_from_every_feature_misses_nothing()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 2, "a"));
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);

        var answer = await new LarderClient(shop.Http).PredictAsync(new PredictRequest { Model = "returns", Entities = Pages.Entities });

        answer.Predictions.Select(p => p.Missing.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_null_key_is_refused_by_column_and_row()
    {
        const string Message = "entities.customer_id[1] is null, but customer_id is string; send the entity's customer_id, or leave the entity out of every list.";
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);
        var client = new LarderClient(shop.Http);
        var entities = new Dictionary<string, IReadOnlyList<FeatureValue>> { ["customer_id"] = [FeatureValue.From("C1"), FeatureValue.Null] };

        (await client.GetOnlineFeaturesAsync(Pages with { Entities = entities }).ShouldThrowAsync<InvalidInputException>()).Message.ShouldBe(Message);
        (await client.PredictAsync(new PredictRequest { Model = "returns", Entities = entities }).ShouldThrowAsync<InvalidInputException>()).Message.ShouldBe(Message);
    }

    [Fact]
    public async Task Failures_are_of_the_kind_the_server_meant()
    {
        await using var shop = await ServedShop.StartAsync();
        var client = new LarderClient(shop.Http);

        (await client.GetOnlineFeaturesAsync(Pages with { Features = ["x:y"] }).ShouldThrowAsync<NotFoundException>()).Message.ShouldStartWith("There is no view 'x';");
        (await client.GetOnlineFeaturesAsync(Pages with { Features = null }).ShouldThrowAsync<InvalidInputException>()).Message.ShouldBe(
            "The request names no features; send either features, a list of view:feature, or feature_service.");
        (await client.GetOnlineFeaturesAsync(Pages with { Features = ["faulty:share"] }).ShouldThrowAsync<LarderException>()).Kind.ShouldBe(ErrorKind.UserCode);
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1, service: "everything@1");
        await client.PredictAsync(new PredictRequest { Model = "returns", Entities = Pages.Entities }).ShouldThrowAsync<ConflictException>();
        await client.CheckHealthAsync();
        shop.World.Store.Failure = new UnavailableException("down");
        var down = await client.CheckHealthAsync().ShouldThrowAsync<UnavailableException>();
        (down.Message, down.IsTransient).ShouldBe(("The online store does not answer: down", true));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        Uri address;
        await using (var shop = await ServedShop.StartAsync())
        {
            address = shop.Address;
        }

        using var http = new HttpClient { BaseAddress = address };
        var error = await new LarderClient(http).CheckHealthAsync().ShouldThrowAsync<UnavailableException>();

        error.Message.ShouldBe(
            $"The server at {address} cannot be reached: Connection refused ({address.Host}:{address.Port}). Start it with `larder serve`, or correct the address.");
        error.IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "text/html", "<html>", "The server answered 502 Bad Gateway without saying why; is it a Larder server?")]
    [InlineData(HttpStatusCode.OK, "text/html", "<html>", "The server at http://other/ answered something else than JSON; is it a Larder server?")]
    [InlineData(HttpStatusCode.OK, "application/json", "null", "The server at http://other/ answered nothing; is it a Larder server?")]
    public async Task Another_server_is_told_apart(HttpStatusCode status, string type, string body, string message)
    {
        using var http = new HttpClient(new Canned(status, type, body)) { BaseAddress = new Uri("http://other/") };

        (await new LarderClient(http).CheckHealthAsync().ShouldThrowAsync<UnavailableException>()).Message.ShouldBe(message);
    }

    [Fact]
    public void A_client_needs_an_address()
    {
        using var http = new HttpClient();

        Should.Throw<ArgumentException>(() => new LarderClient(http)).Message.ShouldStartWith(
            "The HttpClient has no BaseAddress; set it to the server's, for example http://localhost:6566/.");
    }

    private sealed class Canned(HttpStatusCode status, string type, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) });
    }
}
