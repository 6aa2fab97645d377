using Larder.Client;
using Larder.Client.Online;
using Larder.Client.Wire;
using Larder.Support;
using Larder.Types;

namespace Larder.Online;

/// <summary>Lists, maps and invalid values on the wire.</summary>
public sealed class CompositeFeaturesTests
{
    private const string Path = "/get-online-features";
    private const string Taken = "customer_id (string), query (float32[]), numbers (int64[], optional), ratios (float64[], optional), words (string[], optional), amounts (map<string, int64>, optional), prices (map<string, float64>, optional)";

    [Fact]
    public async Task Lists_and_maps_of_a_row_view_are_served_as_JSON_lists_and_objects()
    {
        await using var shop = await ServedShop.StartAsync();
        await PutTasteAsync(shop.World);

        (await shop.PostAsync(Path, """{"features":["taste:embedding","taste:ids","taste:weights","taste:tags","taste:counts","taste:shares"],"entities":{"customer_id":["C1","C2","C3"]}}"""))
            .Split('\n')[1].ShouldBe(
            """{"metadata":{"feature_names":["customer_id","embedding","ids","weights","tags","counts","shares"]},"results":["""
            + """{"values":["C1","C2","C3"],"statuses":["PRESENT","PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},"""
            + Column("[0.1,-0,\"NaN\",\"Infinity\"]", "[]") + Column("[9223372036854775807,-1]", "[]") + Column("[0.1,\"-Infinity\"]", "[]") + Column("[\"\",\"ä\",\"\\uD83E\\uDD6B\"]", "null")
            + Column("{\"a\":1,\"b\":2}", "{}") + Column("{\"\":\"NaN\",\"x\":0.5}", "null").TrimEnd(',') + "]}");

        static string Column(string first, string second) =>
            $$"""{"values":[{{first}},{{second}},null],"statuses":["PRESENT","{{(second == "null" ? "NULL_VALUE" : "PRESENT")}}","NOT_FOUND"],"event_timestamps":["2024-03-01T08:00:00Z","2024-03-01T08:00:00Z","1970-01-01T00:00:00Z"]},""";
    }

    [Fact]
    public async Task Aggregates_that_are_lists_and_maps_are_served_and_move_with_the_clock()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutHabitsAsync("C1", ("2024-03-04T00:00:00Z", "home", 1), ("2024-03-05T00:00:00Z", "cart", 2), ("2024-03-06T00:00:00Z", "home", 3));

        (await Values(shop, "habits:last_pages", "habits:items_by_page")).ShouldBe("""["cart","home"] PRESENT, {"cart":2,"home":4} PRESENT""");
        (await Values(shop, "habits:last_items_by_page", "habits:last_page_by_page")).ShouldBe(
            """{"cart":[2],"home":[1,3]} PRESENT, {"cart":"cart","home":"home"} PRESENT""");
        (await ValuesAt(shop, "2024-03-12T12:00:00Z", "habits:last_pages", "habits:items_by_page")).ShouldBe("""["home"] PRESENT, {"home":3} PRESENT""");
    }

    [Fact]
    public async Task A_sum_beyond_64_bits_is_null_and_invalid_with_what_is_made_of_it()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutHabitsAsync("C1", ("2024-03-08T00:00:00Z", "home", long.MaxValue), ("2024-03-09T00:00:00Z", "home", 1));

        (await Values(shop, "habits:items", "habits:items_by_page", "plenty:items_and_one", "habits:last_pages"))
            .ShouldBe("""null INVALID, null INVALID, null INVALID, ["home","home"] PRESENT""");
        (await ValuesAt(shop, "2024-03-15T12:00:00Z", "habits:items", "plenty:items_and_one")).ShouldBe("1 PRESENT, 2 PRESENT");
        (await shop.GetAsync("/metrics")).ShouldContain("featurestore_online_feature_results_total{view=\"plenty\",status=\"invalid\"} 1");
    }

    [Fact]
    public async Task Request_columns_may_be_lists_and_maps()
    {
        await using var shop = await ServedShop.StartAsync();
        await PutTasteAsync(shop.World);

        var answer = await shop.PostAsync(Path, """
            {"features":["told:query","told:numbers","told:ratios","told:words","told:amounts","told:prices","told:first"],"full_feature_names":true,"entities":{"customer_id":["C1","C2"],
            "query":[[0.5,"NaN",-0.0,1e-45],[1]],"numbers":[[-9223372036854775808],[]],"ratios":[[0.1,"-Infinity"],null],"words":[["a","","\u00e4"],[]],
            "amounts":[{"b":2,"a":1},{}],"prices":[{"x":"Infinity"},null]}}
            """);

        answer.ShouldStartWith("200 ");
        foreach (var expected in (string[])["[0.5,\"NaN\",-0,1E-45],[1]", "[-9223372036854775808],[]", "[0.1,\"-Infinity\"],null", "[\"a\",\"\",\"ä\"],[]", "{\"a\":1,\"b\":2},{}", "{\"x\":\"Infinity\"},null"])
        {
            answer.Split("\"values\":[" + expected + "]").Length.ShouldBe(3, $"{expected} in {answer}");
        }
    }

    [Theory]
    [InlineData("query", "\"x\"", "entities.query[1] is text, but query is float32[].")]
    [InlineData("query", "null", "entities.query[1] is null, but query is float32[].")]
    [InlineData("query", "{}", "entities.query[1] is an object, but query is float32[].")]
    [InlineData("query", "[1,\"x\"]", "entities.query[1][1] is text, but query is float32[].")]
    [InlineData("query", "[1,null]", "entities.query[1][1] is null, but query is float32[].")]
    [InlineData("query", "[[1]]", "entities.query[1][0] is a list, but query is float32[].")]
    [InlineData("numbers", "[1,1.5]", "entities.numbers[1][1] is the number 1.5, but numbers is int64[].")]
    [InlineData("numbers", "[9223372036854775808]", "entities.numbers[1][0] is the number 9223372036854775808, but numbers is int64[].")]
    [InlineData("ratios", "[true]", "entities.ratios[1][0] is a bool, but ratios is float64[].")]
    [InlineData("words", "[\"a\",7]", "entities.words[1][1] is a number, but words is string[].")]
    [InlineData("words", "[\"\\ud800\"]", "entities.words[1][0] is not valid Unicode text; send UTF-8 without lone surrogates.")]
    [InlineData("amounts", "[1]", "entities.amounts[1] is a list, but amounts is map<string, int64>.")]
    [InlineData("amounts", "{\"a\":\"1\"}", "entities.amounts[1].a is text, but amounts is map<string, int64>.")]
    [InlineData("prices", "{\"a\":1,\"a\":2}", "entities.prices[1] has the key 'a' twice; send it once.")]
    [InlineData("prices", "{\"a\":{}}", "entities.prices[1].a is an object, but prices is map<string, float64>.")]
    [InlineData("prices", "{\"\\udc00\":1}", "A key of entities.prices[1] is not valid Unicode text; send UTF-8 without lone surrogates.")]
    public async Task Elements_of_another_type_are_named_by_column_row_and_place(string column, string value, string detail)
    {
        await using var shop = await ServedShop.StartAsync();
        var columns = new Dictionary<string, string> { ["customer_id"] = "\"C1\"", ["query"] = "[1]", ["numbers"] = "[1]", ["ratios"] = "[1]", ["words"] = "[\"a\"]", ["amounts"] = "{}", ["prices"] = "{}" };
        var entities = string.Join(',', columns.Select(c => $"\"{c.Key}\":[{c.Value},{(c.Key == column ? value : c.Value)}]"));

        (await shop.PostAsync(Path, $"{{\"features\":[\"told:first\"],\"entities\":{{{entities}}}}}")).ShouldBe(ServedShop.Problem(400, "Bad Request", detail));
    }

    [Fact]
    public async Task The_columns_taken_are_named_with_their_types()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(Path, """{"features":["told:first"],"entities":{"customer_id":["C1"]}}"""))
            .ShouldBe(ServedShop.Problem(400, "Bad Request", $"entities has no column query; the features asked for take {Taken}."));
    }

    [Fact]
    public async Task The_typed_client_sends_and_reads_lists_and_maps_with_all_digits()
    {
        await using var shop = await ServedShop.StartAsync();
        await PutTasteAsync(shop.World);
        var random = new Random(4);
        float[] query = [.. Enumerable.Range(0, 768).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-40, 38))), float.Epsilon, float.MaxValue, -0f, float.NegativeInfinity];
        double[] ratios = [.. Enumerable.Range(0, 100).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300))), double.NaN];

        var answer = await new LarderClient(shop.Http).GetOnlineFeaturesAsync(new OnlineFeaturesRequest
        {
            Features = ["told:query", "told:ratios", "told:words", "told:amounts", "told:prices", "told:numbers", "taste:counts"],
            FullFeatureNames = true,
            Entities = new Dictionary<string, IReadOnlyList<FeatureValue>>
            {
                ["customer_id"] = [FeatureValue.From("C1")],
                ["query"] = [FeatureValue.From(query)],
                ["ratios"] = [FeatureValue.From(ratios)],
                ["words"] = [FeatureValue.From(["a", "🥫"])],
                ["amounts"] = [FeatureValue.From(new FeatureMap<long>([KeyValuePair.Create("k", long.MinValue)]))],
                ["prices"] = [FeatureValue.From(new FeatureMap<double>([KeyValuePair.Create("ä", double.NaN), KeyValuePair.Create("b", 2.0)]))],
                ["numbers"] = [FeatureValue.From(Array.Empty<long>())],
            },
        });

        Array.ConvertAll(answer["told__query"].Values[0].ToNumbers()!, v => BitConverter.SingleToInt32Bits((float)v)).ShouldBe(Array.ConvertAll(query, BitConverter.SingleToInt32Bits));
        Array.ConvertAll(answer["told__ratios"].Values[0].ToNumbers()!, BitConverter.DoubleToInt64Bits).ShouldBe(Array.ConvertAll(ratios, BitConverter.DoubleToInt64Bits));
        answer["told__words"].Values[0].ShouldBe(FeatureValue.From(["a", "🥫"]));
        answer["told__amounts"].Values[0].ShouldBe(FeatureValue.From(new FeatureMap<long>([KeyValuePair.Create("k", long.MinValue)])));
        answer["told__prices"].Values[0].ToNumberMap().ShouldBe(new FeatureMap<double>([KeyValuePair.Create("ä", double.NaN), KeyValuePair.Create("b", 2.0)]));
        answer["told__numbers"].Values[0].ToNumbers().ShouldBeEmpty();
        answer["taste__counts"].Values[0].ToNumberMap()!["b"].ShouldBe(2);
        FeatureValue.From(["NaN"]).ToNumbers().ShouldBe([double.NaN]);
        FeatureValue.From(["a"]).ToNumbers().ShouldBeNull();
        FeatureValue.Null.ToNumbers().ShouldBeNull();
        FeatureValue.Null.ToNumberMap().ShouldBeNull();
    }

    [Theory]
    [InlineData("[[1]]")]
    [InlineData("[true]")]
    [InlineData("[1,\"x\"]")]
    [InlineData("{\"a\":[[1]]}")]
    [InlineData("{\"a\":true}")]
    [InlineData("{\"a\":1,\"b\":\"x\"}")]
    [InlineData("{\"a\":[1],\"b\":2}")]
    [InlineData("{\"a\":[1],\"b\":[\"x\"]}")]
    [InlineData("{\"a\":{}}")]
    public void Answers_of_another_shape_are_refused(string json) =>
        Should.Throw<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize(json, LarderJson.Default.FeatureValue))
            .Message.ShouldStartWith("A feature's value must be null, a bool, a number, text, a list of numbers or texts, or an object of numbers, texts or lists.");

    [Fact]
    public void Maps_to_texts_and_lists_are_read_back_by_the_client()
    {
        FeatureValue[] values =
        [
            FeatureValue.From(Map(("a", "x"), ("b", "NaN"))), FeatureValue.From(Map(("a", new[] { 1L, long.MinValue }), ("b", []))),
            FeatureValue.From(Map(("a", new[] { 0.5, double.NaN, -0.0 }), ("b", new[] { 2.0 }))), FeatureValue.From(Map(("a", new[] { "x", string.Empty }), ("b", []))),
        ];

        foreach (var value in values)
        {
            Read(Write(value)).ShouldBe(value);
        }

        Write(values[2]).ShouldBe("{\"a\":[0.5,\"NaN\",-0],\"b\":[2]}");
        FeatureValue.From(Read("{\"a\":[1],\"b\":[2]}").ToNumberListMap()).ShouldBe(FeatureValue.From(Map(("a", new[] { 1.0 }), ("b", new[] { 2.0 }))));
        Read("{\"a\":\"NaN\"}").ToNumberMap().ShouldBe(Map(("a", double.NaN)), "a number, as ever");
        FeatureValue.Null.ToNumberListMap().ShouldBeNull();

        static string Write(FeatureValue value) => System.Text.Json.JsonSerializer.Serialize(value, LarderJson.Default.FeatureValue);
        static FeatureValue Read(string json) => System.Text.Json.JsonSerializer.Deserialize(json, LarderJson.Default.FeatureValue);
        static FeatureMap<T> Map<T>(params (string Key, T Value)[] entries)
            where T : notnull => new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
    }

    private static async Task PutTasteAsync(ShopWorld world)
    {
        await world.PutTasteAsync(
            "C1",
            "2024-03-01T08:00:00Z",
            FeatureValue.From([0.1f, -0f, float.NaN, float.PositiveInfinity]),
            FeatureValue.From([long.MaxValue, -1L]),
            FeatureValue.From([0.1, double.NegativeInfinity]),
            FeatureValue.From(["", "ä", "🥫"]),
            FeatureValue.From(new FeatureMap<long>([KeyValuePair.Create("b", 2L), KeyValuePair.Create("a", 1L)])),
            FeatureValue.From(new FeatureMap<double>([KeyValuePair.Create("x", 0.5), KeyValuePair.Create("", double.NaN)])));
        await world.PutTasteAsync(
            "C2",
            "2024-03-01T08:00:00Z",
            FeatureValue.From(Array.Empty<float>()),
            FeatureValue.From(Array.Empty<long>()),
            FeatureValue.From(Array.Empty<double>()),
            FeatureValue.Null,
            FeatureValue.From(new FeatureMap<long>([])),
            FeatureValue.Null);
    }

    private static Task<string> Values(ServedShop shop, params string[] features) => ValuesAt(shop, "2024-03-10T12:00:00Z", features);

    /// <summary>Value and status of C1, as JSON.</summary>
    private static async Task<string> ValuesAt(ServedShop shop, string asOf, params string[] features)
    {
        var answer = await shop.PostAsync(Path, $$$"""{"features":[{{{string.Join(',', features.Select(f => $"\"{f}\""))}}}],"full_feature_names":true,"as_of":"{{{asOf}}}","entities":{"customer_id":["C1"]}}""");
        answer.ShouldStartWith("200 ", Case.Sensitive, string.Join('\n', shop.Log.Lines));
        using var json = System.Text.Json.JsonDocument.Parse(answer.Split('\n')[1]);
        var results = json.RootElement.GetProperty("results").EnumerateArray().Skip(1);
        return string.Join(", ", results.Select(r => $"{r.GetProperty("values")[0].GetRawText()} {r.GetProperty("statuses")[0].GetString()}"));
    }
}
