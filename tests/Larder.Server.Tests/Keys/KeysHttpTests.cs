using Larder.Client;
using Larder.Client.Inference;
using Larder.Client.Online;
using Larder.Support;
using Larder.Types;

namespace Larder.Keys;

/// <summary>Keys of several parts and features of several entities over HTTP.</summary>
public class KeysHttpTests
{
    private const string Path = "/get-online-features";
    private const string InStore = "\"features\":[\"of_store:amount\"]";
    private const string Whole = "\"feature_service\":\"everything\"";
    private const string StoreTaken = "the features asked for take customer_id (string), store_id (int64)";
    private const string WholeTaken = StoreTaken + ", product_id (string)";

    [Fact]
    public async Task An_entity_of_two_join_keys_is_asked_for_by_both()
    {
        await using var sales = await ServedSales.StartAsync();
        await sales.PutAsync("of_store", 2.5, FeatureValue.From("C1"), FeatureValue.From(7L));
        await sales.PutAsync("of_store", 3.5, FeatureValue.From("C1"), FeatureValue.From(-7L));
        await sales.PutAsync("of_store", 4.5, FeatureValue.From("C1\0"), FeatureValue.From(long.MinValue));

        (await sales.PostAsync(Path, $$$"""{{{{InStore}}},"entities":{"store_id":[7,-7,7,-9223372036854775808],"customer_id":["C1","C1","C\u00001","C1\u0000"]}}""")).ShouldBe(
            """
            200 application/json
            {"metadata":{"feature_names":["customer_id","store_id","amount"]},"results":[
            {"values":["C1","C1","C\u00001","C1\u0000"],
            "statuses":["PRESENT","PRESENT","PRESENT","PRESENT"],
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[7,-7,7,-9223372036854775808],
            "statuses":["PRESENT","PRESENT","PRESENT","PRESENT"],
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[2.5,3.5,null,4.5],
            "statuses":["PRESENT","PRESENT","NOT_FOUND","PRESENT"],
            "event_timestamps":["2024-03-01T08:00:00Z","2024-03-01T08:00:00Z","1970-01-01T00:00:00Z","2024-03-01T08:00:00Z"]}]}
            """.AsOneLine());
    }

    [Fact]
    public async Task Features_of_several_entities_are_answered_together()
    {
        await using var sales = await ServedSales.StartAsync();
        await sales.PutAsync("of_customer", 10, FeatureValue.From("C1"));
        await sales.PutAsync("of_store", 2.5, FeatureValue.From("C1"), FeatureValue.From(7L));
        await sales.PutAsync("of_product", 4, FeatureValue.From("P1"));

        (await sales.PostAsync(Path, $$$"""{{{{Whole}}},"full_feature_names":true,"entities":{"customer_id":["C1","C2"],"store_id":[7,7],"product_id":["P9","P1"]}}""")).ShouldBe(
            """
            200 application/json
            {"metadata":{"feature_names":["customer_id","store_id","product_id","of_customer__amount","of_store__amount","of_product__amount","share__in_store"]},"results":[
            {"values":["C1","C2"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[7,7],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":["P9","P1"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[10,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2024-03-01T08:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[2.5,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2024-03-01T08:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[null,4],"statuses":["NOT_FOUND","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","2024-03-01T08:00:00Z"]},
            {"values":[0.25,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2024-03-01T08:00:00Z","1970-01-01T00:00:00Z"]}]}
            """.AsOneLine());
    }

    [Theory]
    [InlineData(InStore, "{\"customer_id\":[\"C1\"]}", $"entities has no column store_id, by which view of_store finds its customer_store; {StoreTaken}.")]
    [InlineData(InStore, "{\"store_id\":[1]}", $"entities has no column customer_id, by which view of_store finds its customer_store; {StoreTaken}.")]
    [InlineData(Whole, "{\"customer_id\":[\"C1\"],\"store_id\":[7]}", $"entities has no column product_id, by which view of_product finds its product; {WholeTaken}.")]
    [InlineData(Whole, "{\"customer_id\":[\"C1\"],\"product_id\":[\"P1\"]}", $"entities has no column store_id, by which view of_store finds its customer_store; {WholeTaken}.")]
    [InlineData(InStore, "{\"customer_id\":[\"C1\",\"C2\"],\"store_id\":[7]}", "The columns of entities differ in length: customer_id has 2 and store_id has 1; send one value per entity in each.")]
    [InlineData(InStore, "{\"customer_id\":[\"C1\"],\"store_id\":[\"7\"]}", "entities.store_id[0] is text, but store_id is int64.")]
    [InlineData(InStore, "{\"customer_id\":[7],\"store_id\":[7]}", "entities.customer_id[0] is a number, but customer_id is string; write it in quotes.")]
    [InlineData(InStore, "{\"customer_id\":[\"C1\"],\"store_id\":[9223372036854775808]}", "entities.store_id[0] is the number 9223372036854775808, but store_id is int64.")]
    [InlineData(InStore, "{\"customer_id\":[\"C1\",\"C2\"],\"store_id\":[7,null]}", "entities.store_id[1] is null, but store_id is int64; send the entity's store_id, or leave the entity out of every list.")]
    [InlineData(InStore, "{\"customer_id\":[null],\"store_id\":[7]}", "entities.customer_id[0] is null, but customer_id is string; send the entity's customer_id, or leave the entity out of every list.")]
    [InlineData(Whole, "{\"customer_id\":[\"C1\"],\"store_id\":[7],\"product_id\":[null]}", "entities.product_id[0] is null, but product_id is string; send the entity's product_id, or leave the entity out of every list.")]
    [InlineData(InStore, "{\"customer_id\":[\"C1\"],\"store_id\":[7],\"product_id\":[\"P1\"]}", $"entities has a column 'product_id', which is not needed; {StoreTaken}.")]
    public async Task Keys_of_another_shape_are_refused(string features, string entities, string detail)
    {
        await using var sales = await ServedSales.StartAsync();

        (await sales.PostAsync(Path, $"{{{features},\"full_feature_names\":true,\"entities\":{entities}}}")).ShouldBe(ServedShop.Problem(400, "Bad Request", detail));
    }

    [Fact]
    public async Task A_time_the_store_cannot_answer_names_every_part_of_the_key()
    {
        await using var sales = await ServedSales.StartAsync();
        await sales.PutAsync("of_store", 2.5, FeatureValue.From("C1"), FeatureValue.From(7L));

        (await sales.PostAsync(Path, $$$"""{{{{InStore}}},"as_of":"2024-02-01","entities":{"customer_id":["C1"],"store_id":[7]}}""")).ShouldContain(
            "View of_store cannot be read as of 2024-02-01T00:00:00Z: the row stored for customer_id 'C1', store_id '7' has event time 2024-03-01T08:00:00Z");
    }

    [Fact]
    public async Task Predictions_carry_the_keys_of_all_entities()
    {
        await using var sales = await ServedSales.StartAsync();
        await sales.PutAsync("of_product", 4, FeatureValue.From("P1"));

        (await sales.PostAsync("/predict", """{"model":"buys","entities":{"product_id":["P1","P9"],"customer_id":["C1","C1"],"store_id":[7,8]}}""")).ShouldBe(
            """
            200 application/json
            {"model":"buys","version":1,"dataset_version":"dataset-1","as_of":"2024-03-10T12:00:00Z","predictions":[
            {"customer_id":"C1","store_id":7,"product_id":"P1","score":0.5,"missing":{}},
            {"customer_id":"C1","store_id":8,"product_id":"P9","score":0.5,"missing":{"of_product__amount":"NOT_FOUND"}}]}
            """.AsOneLine());
        (await sales.PostAsync("/predict", """{"model":"buys","entities":{"customer_id":["C1"],"store_id":[7]}}""")).ShouldBe(
            ServedShop.Problem(400, "Bad Request", $"entities has no column product_id, by which view of_product finds its product; {WholeTaken}."));
    }

    [Fact]
    public async Task The_client_sends_and_reads_all_keys()
    {
        await using var sales = await ServedSales.StartAsync();
        await sales.PutAsync("of_store", 2.5, FeatureValue.From("C1"), FeatureValue.From(7L));
        var client = new LarderClient(sales.Http);
        var entities = new Dictionary<string, IReadOnlyList<FeatureValue>>
        {
            ["customer_id"] = [FeatureValue.From("C1"), FeatureValue.From("C1")],
            ["store_id"] = [FeatureValue.From(7L), FeatureValue.From(8L)],
            ["product_id"] = [FeatureValue.From("P1"), FeatureValue.From("P1")],
        };

        var features = await client.GetOnlineFeaturesAsync(
            new OnlineFeaturesRequest { FeatureService = "everything", FullFeatureNames = true, Entities = entities }, TestContext.Current.CancellationToken);
        var predictions = await client.PredictAsync(new PredictRequest { Model = "buys", Entities = entities }, TestContext.Current.CancellationToken);

        features["of_store__amount"].Values.Select(v => v.ToNumber()).ShouldBe([2.5, null]);
        features["store_id"].Values.Select(v => v.ToNumber()).ShouldBe([7, 8]);
        predictions.Predictions.Select(p => $"{p.Entity["customer_id"].GetString()} {p.Entity["store_id"].GetInt64()} {p.Entity["product_id"].GetString()}").ShouldBe(["C1 7 P1", "C1 8 P1"]);
    }
}
