using System.Globalization;
using Larder.Support;

namespace Larder.Inference;

public class PredictTests
{
    private const string Members = "model, alias or version, entities, as_of, include_features";

    [Fact]
    public async Task Predictions_come_row_by_row_with_the_version_that_made_them()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 2, "a"));
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 0.5);
        var score = (1 / (1 + Math.Exp(-1))).ToString("R", CultureInfo.InvariantCulture);

        (await shop.PostAsync("/predict", """{"model":"returns","entities":{"customer_id":["C1","C2"]}}""")).ShouldBe(
            "200 application/json\n"
            + """{"model":"returns","version":1,"dataset_version":"dataset-1","as_of":"2024-03-10T12:00:00Z","predictions":["""
            + $$$"""{"customer_id":"C1","score":{{{score}}},"missing":{}},{"customer_id":"C2","score":0.5,"missing":{"spend__amount_7d":"NOT_FOUND"}}]}""");
    }

    [Fact]
    public async Task A_prediction_names_the_features_of_its_model_that_were_missing_and_why()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("present", "2024-03-09T00:00:00Z", amount: 10);
        await shop.World.PutProfileAsync("null_value", "2024-03-09T00:00:00Z", page: null, amount: null);
        await shop.World.PutProfileAsync("old", "2024-01-01T00:00:00Z");
        await shop.World.PromoteAsync("buys", ["profile:rank", "profile:amount", "basket:ratio"], 0, "checkout@2");

        // profile:page is null or not there as well, but the model does not use it.
        (await shop.PostAsync(
            "/predict",
            """{"model":"buys","entities":{"customer_id":["present","null_value","old","nobody"],"basket_value":[25,25,25,25]}}"""))
            .ShouldBe(
                """
                200 application/json
                {"model":"buys","version":1,"dataset_version":"dataset-1","as_of":"2024-03-10T12:00:00Z","predictions":[
                {"customer_id":"present","score":0.5,"missing":{}},
                {"customer_id":"null_value","score":0.5,"missing":{"profile__amount":"NULL_VALUE","basket__ratio":"NULL_VALUE"}},
                {"customer_id":"old","score":0.5,"missing":{"profile__rank":"OUTSIDE_MAX_AGE","profile__amount":"OUTSIDE_MAX_AGE","basket__ratio":"NULL_VALUE"}},
                {"customer_id":"nobody","score":0.5,"missing":{"profile__rank":"NOT_FOUND","profile__amount":"NOT_FOUND","basket__ratio":"NOT_FOUND"}}]}
                """.AsOneLine());
    }

    [Fact]
    public async Task An_on_demand_feature_with_a_value_is_missing_where_nothing_is_known_of_the_entity()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("known", "2024-03-09T00:00:00Z", amount: 10);
        await shop.World.PromoteAsync("buys", ["basket:ratio", "basket:has_coupon"], 0, "checkout@2");

        (await shop.PostAsync("/predict", """{"model":"buys","entities":{"customer_id":["known","nobody"],"basket_value":[25,25],"coupon":["X","X"]}}""")).ShouldBe(
            """
            200 application/json
            {"model":"buys","version":1,"dataset_version":"dataset-1","as_of":"2024-03-10T12:00:00Z","predictions":[
            {"customer_id":"known","score":0.5,"missing":{}},
            {"customer_id":"nobody","score":0.5,"missing":{"basket__ratio":"NOT_FOUND","basket__has_coupon":"NOT_FOUND"}}]}
            """.AsOneLine());
    }

    [Fact]
    public async Task Features_are_included_on_request()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-09T00:00:00Z", amount: 10);
        await shop.World.PromoteAsync("buys", "basket:ratio", 0, "checkout@2", alias: "challenger");

        (await shop.PostAsync(
            "/predict",
            """{"model":"buys","alias":"challenger","include_features":true,"as_of":"2024-03-09T00:00:00Z","entities":{"customer_id":["C1"],"basket_value":[25],"coupon":["X"]}}"""))
            .ShouldBe(
                """
                200 application/json
                {"model":"buys","version":1,"dataset_version":"dataset-1","as_of":"2024-03-09T00:00:00Z","predictions":[{"customer_id":"C1","score":0.5,"missing":{},"features":{
                "profile__page":{"value":"home","status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__member":{"value":true,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__rank":{"value":-7,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__items":{"value":9007199254740993,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__score":{"value":1.5,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__amount":{"value":10,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "profile__seen_at":{"value":"2024-03-09T00:00:00Z","status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "basket__ratio":{"value":2.5,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"},
                "basket__has_coupon":{"value":true,"status":"PRESENT","event_timestamp":"2024-03-09T00:00:00Z"}}}]}
                """.AsOneLine());
    }

    [Fact]
    public async Task A_promotion_is_served_within_a_second()
    {
        const string Request = """{"model":"returns","entities":{"customer_id":["C1"]}}""";
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);
        (await shop.PostAsync("/predict", Request)).ShouldContain("\"version\":1,");
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 2);
        shop.World.Clock.Advance(TimeSpan.FromSeconds(1));

        (await shop.PostAsync("/predict", Request)).ShouldContain("\"version\":2,");
        (await shop.PostAsync("/predict", """{"model":"returns","version":1,"entities":{"customer_id":["C1"]}}""")).ShouldContain("\"version\":1,");
    }

    [Theory]
    [InlineData(400, "", $"The request body is empty; send a JSON object with {Members}.")]
    [InlineData(400, "{\"model\":\"returns\",}", $"The request body is not valid JSON at byte 19; send a JSON object with {Members}.")]
    [InlineData(400, "{\"models\":1}", $"The request has no member 'models'; it has {Members}.")]
    [InlineData(400, "{\"entities\":{}}", "The request names no model; send model, for example \"buys_again\".")]
    [InlineData(400, "{\"model\":\"returns\"}", "The request has no entities; send an object with one list per column, for example {\"customer_id\": [\"C1\"]}.")]
    [InlineData(400, "{\"model\":7}", "model is a number; send text.")]
    [InlineData(400, "{\"version\":\"1\"}", "version is text; send a whole number of 32 bits.")]
    [InlineData(400, "{\"version\":1.5}", "version is a number; send a whole number of 32 bits.")]
    [InlineData(400, "{\"include_features\":1}", "include_features is a number; send true or false.")]
    [InlineData(400, "{\"model\":\"returns\",\"alias\":\"champion\",\"version\":1,\"entities\":{}}", "The request has both alias and version; send one of them.")]
    [InlineData(400, "{\"model\":\"returns\",\"entities\":{\"id\":[1]}}", "entities has a column 'id', which is not needed; the features asked for take customer_id (string).")]
    [InlineData(400, "{\"model\":\"returns\",\"entities\":{\"customer_id\":[1]}}", "entities.customer_id[0] is a number, but customer_id is string; write it in quotes.")]
    [InlineData(400, "{\"model\":\"returns\",\"entities\":{\"customer_id\":[\"C1\",null]}}", "entities.customer_id[1] is null, but customer_id is string; send the entity's customer_id, or leave the entity out of every list.")]
    [InlineData(404, "{\"model\":\"buys\",\"entities\":{}}", "Model buys has no champion yet; run `larder train buys`.")]
    [InlineData(404, "{\"model\":\"nothing\",\"entities\":{}}", "There is no model 'nothing'; this repository has buys, returns.")]
    [InlineData(404, "{\"model\":\"returns\",\"version\":9,\"entities\":{}}", "Model returns has no version 9; name a version that was trained, or the alias champion.")]
    public async Task Errors_say_what_to_send(int status, string body, string detail)
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1);

        (await shop.PostAsync("/predict", body)).ShouldBe(ServedShop.Problem(status, status == 400 ? "Bad Request" : "Not Found", detail));
    }

    [Fact]
    public async Task A_model_of_another_version_of_its_service_is_a_conflict()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PromoteAsync("returns", "spend:amount_7d", 1, service: "everything@1");

        (await shop.PostAsync("/predict", """{"model":"returns","entities":{"customer_id":["C1"]}}""")).ShouldBe(ServedShop.Problem(
            409,
            "Conflict",
            "Model returns version 1 was trained on everything@1, but this repository serves everything@2; run `larder train returns`."));
    }
}
