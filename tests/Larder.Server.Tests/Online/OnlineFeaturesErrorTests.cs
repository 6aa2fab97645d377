using System.Text;
using Larder.Errors;
using Larder.Support;

namespace Larder.Online;

public class OnlineFeaturesErrorTests
{
    private const string Path = "/get-online-features";
    private const string Members = "entities, features or feature_service, full_feature_names, as_of";

    [Theory]
    [InlineData("", $"The request body is empty; send a JSON object with {Members}.")]
    [InlineData("[]", $"The request body is a list; send a JSON object with {Members}.")]
    [InlineData("{", $"The request body is not valid JSON at byte 1; send a JSON object with {Members}.")]
    [InlineData("{\"features\": [\"a:b\"],\n \"entities\":\n {\"x\": [1,]}}", $"The request body is not valid JSON at byte 45; send a JSON object with {Members}.")]
    [InlineData("{\"as_of\": tomorrow}", $"The request body is not valid JSON at byte 11; send a JSON object with {Members}.")]
    [InlineData("{} {}", $"The request body is not valid JSON at byte 3; send a JSON object with {Members}.")]
    [InlineData("{\"features\":[\"profile:page\"],\"feature\":1}", $"The request has no member 'feature'; it has {Members}.")]
    [InlineData("{\"as_of\":null,\"as_of\":null}", "The request has 'as_of' twice; send it once.")]
    [InlineData("{\"entities\":{}}", "The request names no features; send either features, a list of view:feature, or feature_service.")]
    [InlineData("{\"entities\":{},\"features\":null,\"feature_service\":null}", "The request names no features; send either features, a list of view:feature, or feature_service.")]
    [InlineData("{\"entities\":{},\"features\":[\"profile:page\"],\"feature_service\":\"checkout\"}", "The request has both features and feature_service; send one of them.")]
    [InlineData("{\"features\":[\"profile:page\"]}", "The request has no entities; send an object with one list per column, for example {\"customer_id\": [\"C1\"]}.")]
    [InlineData("{\"features\":\"profile:page\"}", "features is text; send a list.")]
    [InlineData("{\"feature_service\":7}", "feature_service is a number; send text.")]
    [InlineData("{\"full_feature_names\":\"yes\"}", "full_feature_names is text; send true or false.")]
    [InlineData("{\"as_of\":1710072000}", "as_of is a number; send text.")]
    [InlineData("{\"as_of\":\"10/03/2024 12:00\"}", "as_of is '10/03/2024 12:00', which is no time; send RFC 3339 text such as \"2024-03-10T12:00:00Z\".")]
    [InlineData("{\"as_of\":\"2024-02-30T00:00:00Z\"}", "as_of is '2024-02-30T00:00:00Z', which is no time; send RFC 3339 text such as \"2024-03-10T12:00:00Z\".")]
    [InlineData("{\"as_of\":\"\\ud800\"}", "as_of is not valid Unicode text; send UTF-8 without lone surrogates.")]
    [InlineData("{\"features\":[],\"entities\":{}}", "The list of features is empty; name at least one as view:feature.")]
    [InlineData("{\"features\":[\"profile:page\",3],\"entities\":{}}", "features[1] is a number; name a feature as view:feature.")]
    [InlineData("{\"features\":[\"profile\"],\"entities\":{}}", "'profile' is no feature reference; write view:feature, for example customer_spend:revenue_7d.")]
    [InlineData("{\"features\":[\"profile:page\",\"profile:page\"],\"entities\":{}}", "The response would have two columns 'page'; name each feature once, or send full_feature_names: true.")]
    [InlineData("{\"features\":[\"profile:page\",\"profile:page\"],\"entities\":{},\"full_feature_names\":true}", "The response would have two columns 'profile__page'; name each feature once.")]
    public Task A_request_of_another_shape_is_refused(string body, string detail) => AssertBadRequest(body, detail);

    [Theory]
    [InlineData("[]", "entities is a list; send an object with one list per column: customer_id (string), basket_value (float64), coupon (string, optional).")]
    [InlineData("{\"customer_id\":\"C1\"}", "entities.customer_id is text; send a list with one value per entity.")]
    [InlineData("{\"customer\":[\"C1\"]}", "entities has a column 'customer', which is not needed; the features asked for take customer_id (string), basket_value (float64), coupon (string, optional).")]
    [InlineData("{\"customer_id\":[],\"customer_id\":[]}", "entities has the column customer_id twice; send it once.")]
    [InlineData("{\"basket_value\":[1]}", "entities has no column customer_id, by which view profile finds its customer; the features asked for take customer_id (string), basket_value (float64), coupon (string, optional).")]
    [InlineData("{\"customer_id\":[\"C1\"]}", "entities has no column basket_value; the features asked for take customer_id (string), basket_value (float64), coupon (string, optional).")]
    [InlineData("{\"customer_id\":[\"C1\",\"C2\"],\"basket_value\":[1]}", "The columns of entities differ in length: customer_id has 2 and basket_value has 1; send one value per entity in each.")]
    [InlineData("{\"customer_id\":[\"C1\"],\"basket_value\":[1],\"coupon\":[]}", "The columns of entities differ in length: customer_id has 1 and coupon has 0; send one value per entity in each.")]
    [InlineData("{\"customer_id\":[\"C1\",7],\"basket_value\":[1,2]}", "entities.customer_id[1] is a number, but customer_id is string; write it in quotes.")]
    [InlineData("{\"customer_id\":[\"C1\",null],\"basket_value\":[1,2]}", "entities.customer_id[1] is null, but customer_id is string; send the entity's customer_id, or leave the entity out of every list.")]
    [InlineData("{\"customer_id\":[true],\"basket_value\":[1]}", "entities.customer_id[0] is a bool, but customer_id is string.")]
    [InlineData("{\"customer_id\":[\"\\udc00\"],\"basket_value\":[1]}", "entities.customer_id[0] is not valid Unicode text; send UTF-8 without lone surrogates.")]
    [InlineData("{\"customer_id\":[\"C1\"],\"basket_value\":[null]}", "entities.basket_value[0] is null, but basket_value is float64.")]
    [InlineData("{\"customer_id\":[\"C1\"],\"basket_value\":[\"12\"]}", "entities.basket_value[0] is text, but basket_value is float64.")]
    [InlineData("{\"customer_id\":[\"C1\"],\"basket_value\":[[1]]}", "entities.basket_value[0] is a list, but basket_value is float64.")]
    [InlineData("{\"customer_id\":[\"C1\"],\"basket_value\":[1],\"coupon\":[{}]}", "entities.coupon[0] is an object, but coupon is string.")]
    public Task Entities_of_another_shape_are_refused(string entities, string detail) =>
        AssertBadRequest($"{{\"feature_service\":\"checkout\",\"entities\":{entities}}}", detail);

    [Fact]
    public Task A_null_key_that_is_a_number_is_refused_too() => AssertBadRequest(
        "{\"features\":[\"stock:items\"],\"entities\":{\"product_id\":[7,8,null]}}",
        "entities.product_id[2] is null, but product_id is int64; send the entity's product_id, or leave the entity out of every list.");

    [Theory]
    [InlineData("flag", "1", "a number, but flag is bool")]
    [InlineData("small", "2147483648", "the number 2147483648, but small is int32")]
    [InlineData("small", "1.5", "the number 1.5, but small is int32")]
    [InlineData("big", "9223372036854775808", "the number 9223372036854775808, but big is int64")]
    [InlineData("big", "\"7\"", "text, but big is int64")]
    [InlineData("single", "\"nan\"", "text, but single is float32")]
    [InlineData("wide", "true", "a bool, but wide is float64")]
    [InlineData("name", "7", "a number, but name is string")]
    [InlineData("when", "1710072000", "a number, but when is timestamp; write RFC 3339 text such as \"2024-03-10T12:00:00Z\"")]
    [InlineData("when", "\"soon\"", "text, but when is timestamp; write RFC 3339 text such as \"2024-03-10T12:00:00Z\"")]
    public Task A_value_of_another_type_is_named_by_column_and_row(string column, string value, string detail)
    {
        var columns = new Dictionary<string, string>
        {
            ["flag"] = "true",
            ["small"] = "1",
            ["big"] = "1",
            ["single"] = "1",
            ["wide"] = "1",
            ["name"] = "\"a\"",
            ["when"] = "\"2024-03-10\"",
        };
        var entities = columns.Select(c => $"\"{c.Key}\":[{c.Value},{(c.Key == column ? value : c.Value)}]");
        return AssertBadRequest($"{{\"full_feature_names\":true,\"features\":[\"echo:flag\"],\"entities\":{{{string.Join(',', entities)}}}}}", $"entities.{column}[1] is {detail}.");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var shop = await ServedShop.StartAsync();
        var body = Encoding.UTF8.GetBytes("{\"features\":[\"profile:page\"],\"entities\":{\"customer_id\":[\"C?\"]}}");
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;

        (await shop.PostAsync(Path, body)).ShouldBe(
            ServedShop.Problem(400, "Bad Request", "entities.customer_id[0] is not valid Unicode text; send UTF-8 without lone surrogates."));
    }

    [Fact]
    public async Task Unknown_names_are_not_found()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(Path, """{"feature_service":"nothing","entities":{}}""")).ShouldBe(
            ServedShop.Problem(404, "Not Found", "There is no service 'nothing'; this repository has checkout, everything."));
        (await shop.PostAsync(Path, """{"features":["nothing:page"],"entities":{}}""")).ShouldBe(ServedShop.Problem(
            404,
            "Not Found",
            $"There is no view 'nothing'; this repository has {string.Join(", ", Shop.Catalog.Views.Select(v => v.Name))}."));
        (await shop.PostAsync(Path, """{"features":["stock:weight"],"entities":{}}""")).ShouldBe(
            ServedShop.Problem(404, "Not Found", "View stock has no feature 'weight'; it has items."));
    }

    [Fact]
    public async Task A_view_that_is_not_materialized_is_not_found()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.Store.DropAsync("profile@v3");

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""")).ShouldBe(
            ServedShop.Problem(404, "Not Found", "View profile (profile@v3) is not in the online store; run `larder materialize profile`."));
    }

    [Fact]
    public async Task A_time_the_store_cannot_answer_is_refused()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]},"as_of":"2024-02-01T00:00:00Z"}""")).ShouldBe(ServedShop.Problem(
            400,
            "Bad Request",
            "View profile cannot be read as of 2024-02-01T00:00:00Z: the row stored for customer_id 'C1' has event time 2024-03-01T08:00:00Z and was known at "
            + "2024-03-01T08:00:00Z, and the online store keeps the newest row only. Leave out as_of, or build a training set for the past."));
    }

    [Fact]
    public async Task Too_many_entities_are_refused()
    {
        await using var shop = await ServedShop.StartAsync(o => o.MaxEntities = 2);

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["a","b"]}}""")).ShouldStartWith("200 ");
        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["a","b","c"]}}""")).ShouldBe(
            ServedShop.Problem(400, "Bad Request", "entities.customer_id has more than 2 values; send fewer entities at a time."));
    }

    [Fact]
    public async Task A_store_that_is_down_is_unavailable_and_logged()
    {
        await using var shop = await ServedShop.StartAsync();
        shop.World.Store.Failure = new UnavailableException("The online store is locked by another process.", isTransient: true);

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""")).ShouldBe(
            ServedShop.Problem(503, "Service Unavailable", "The online store is locked by another process."));
        shop.Log.Lines.ShouldBe(
        [
            "Error Larder.Server: POST /get-online-features failed with 503 [UnavailableException: The online store is locked by another process.]",
        ]);
    }

    [Fact]
    public async Task The_repositorys_own_failures_are_named_without_their_stack()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(Path, """{"features":["faulty:share"],"entities":{"customer_id":["C1"]}}""")).ShouldBe(
            ServedShop.Problem(500, "Internal Server Error", "On-demand feature faulty:share threw DivideByZeroException: Attempted to divide by zero."));
        shop.Log.Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_defect_is_logged_and_not_told()
    {
        await using var shop = await ServedShop.StartAsync();
        shop.World.Store.Failure = new InvalidOperationException("secret detail");

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""")).ShouldBe(
            ServedShop.Problem(500, "Internal Server Error", "The server failed for a reason of its own; its log says more."));
        shop.Log.Lines.ShouldBe(["Error Larder.Server: POST /get-online-features failed with 500 [InvalidOperationException: secret detail]"]);
    }

    [Fact]
    public async Task After_a_failure_the_same_request_can_be_answered()
    {
        const string Request = """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""";
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        shop.World.Store.Failure = new UnavailableException("down");
        await shop.PostAsync(Path, Request);
        shop.World.Store.Failure = null;

        (await shop.PostAsync(Path, Request)).ShouldContain("\"home\"");
    }

    private static async Task AssertBadRequest(string body, string detail)
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(Path, body)).ShouldBe(ServedShop.Problem(400, "Bad Request", detail));
        shop.Log.Lines.ShouldBeEmpty();
    }
}
