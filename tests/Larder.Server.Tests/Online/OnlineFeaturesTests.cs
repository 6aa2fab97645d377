using System.Text;
using Larder.Support;

namespace Larder.Online;

public class OnlineFeaturesTests
{
    private const string Path = "/get-online-features";

    [Fact]
    public async Task The_answer_has_feasts_shape_with_honest_statuses()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        await shop.World.PutProfileAsync("C2", "2024-03-02T08:00:00.5Z", page: null);
        await shop.World.PutProfileAsync("C3", "2024-01-01T00:00:00Z");
        await shop.World.PutVisitsAsync("C2", null, ("2024-03-09T00:00:00Z", 2.5, "a"));

        var answer = await shop.PostAsync(
            Path,
            """{"features": ["profile:page", "spend:amount_7d"], "entities": {"customer_id": ["C1", "C2", "C3", "C4"]}}""");

        answer.ShouldBe(
            """
            200 application/json
            {"metadata":{"feature_names":["customer_id","page","amount_7d"]},"results":[
            {"values":["C1","C2","C3","C4"],
            "statuses":["PRESENT","PRESENT","PRESENT","PRESENT"],
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":["home",null,null,null],
            "statuses":["PRESENT","NULL_VALUE","OUTSIDE_MAX_AGE","NOT_FOUND"],
            "event_timestamps":["2024-03-01T08:00:00Z","2024-03-02T08:00:00.500000Z","2024-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
            {"values":[0,2.5,0,0],
            "statuses":["NOT_FOUND","PRESENT","NOT_FOUND","NOT_FOUND"],
            "event_timestamps":["1970-01-01T00:00:00Z","2024-03-09T00:00:00Z","1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]}]}
            """.AsOneLine());
    }

    [Fact]
    public async Task A_service_is_answered_with_request_columns_after_the_key_and_full_names()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z", amount: 10);

        var answer = await shop.PostAsync(
            Path,
            """{"entities":{"basket_value":[25],"customer_id":["C1"]},"feature_service":"checkout","full_feature_names":true,"include_feature_view_version_metadata":false}""");

        answer.ShouldBe(
            """
            200 application/json
            {"metadata":{"feature_names":["customer_id","basket_value","coupon","profile__page","profile__member","profile__rank","profile__items",
            "profile__score","profile__amount","profile__seen_at","basket__ratio","basket__has_coupon"]},"results":[
            {"values":["C1"],"statuses":["PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z"]},
            {"values":[25],"statuses":["PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z"]},
            {"values":[null],"statuses":["NULL_VALUE"],"event_timestamps":["1970-01-01T00:00:00Z"]},
            {"values":["home"],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[true],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[-7],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[9007199254740993],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[1.5],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[10],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":["2024-03-01T08:00:00Z"],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[2.5],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]},
            {"values":[false],"statuses":["PRESENT"],"event_timestamps":["2024-03-01T08:00:00Z"]}]}
            """.AsOneLine());
    }

    [Theory]
    [InlineData("true", "-5", "9223372036854775807", "0.1", "0.1", "\"plain\"", "\"2024-03-10T12:00:00+02:00\"",
        "true", "-5", "9223372036854775807", "0.1", "0.1", "\"plain\"", "\"2024-03-10T10:00:00Z\"")]
    [InlineData("false", "2147483647", "-9223372036854775808", "\"NaN\"", "\"Infinity\"", "\"\\u00e9 \\\"\\ud83d\\ude00\\\\\"", "\"2024-03-10\"",
        "false", "2147483647", "-9223372036854775808", "\"NaN\"", "\"Infinity\"", "\"é \\\"\\uD83D\\uDE00\\\\\"", "\"2024-03-10T00:00:00Z\"")]
    [InlineData("false", "0", "0", "\"-Infinity\"", "5e-324", "\"\"", "\"2024-03-10t12:00:00.123456z\"",
        "false", "0", "0", "\"-Infinity\"", "5E-324", "\"\"", "\"2024-03-10T12:00:00.123456Z\"")]
    public async Task Request_values_of_every_type_come_back_as_they_were_sent(
        string flag, string small, string big, string single, string wide, string name, string when,
        string flagBack, string smallBack, string bigBack, string singleBack, string wideBack, string nameBack, string whenBack)
    {
        await using var shop = await ServedShop.StartAsync();

        var answer = await shop.PostAsync(
            Path,
            $$"""
            {"entities":{"flag":[{{flag}}],"small":[{{small}}],"big":[{{big}}],"single":[{{single}}],"wide":[{{wide}}],"name":[{{name}}],"when":[{{when}}]},
             "features":["echo:flag","echo:small","echo:big","echo:single","echo:wide","echo:name","echo:when"],"full_feature_names":true}
            """);

        string[] values = [flagBack, smallBack, bigBack, singleBack, wideBack, nameBack, whenBack];
        answer.ShouldStartWith("200 application/json");
        var columns = string.Join(
            ',', values.Concat(values).Select(v => $$"""{"values":[{{v}}],"statuses":["PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z"]}"""));
        answer.ShouldEndWith($"\"results\":[{columns}]}}");
    }

    [Fact]
    public async Task A_time_asked_for_is_used_instead_of_now()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutVisitsAsync("C1", null, ("2024-03-01T00:00:00Z", 10, "a"), ("2024-03-09T00:00:00Z", 5, "a"));

        (await ValuesAsync(shop, "")).ShouldBe("[5]");
        (await ValuesAsync(shop, ",\"as_of\":\"2024-03-05T00:00:00Z\"")).ShouldBe("[10]");
        (await ValuesAsync(shop, ",\"as_of\":null")).ShouldBe("[5]");
        shop.World.Clock.Advance(TimeSpan.FromDays(7));
        (await ValuesAsync(shop, "")).ShouldBe("[0]");
    }

    [Fact]
    public async Task No_entities_are_answered_with_empty_columns()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":[]}}""")).ShouldBe(
            """
            200 application/json
            {"metadata":{"feature_names":["customer_id","page"]},"results":[
            {"values":[],"statuses":[],"event_timestamps":[]},{"values":[],"statuses":[],"event_timestamps":[]}]}
            """.AsOneLine());
    }

    [Fact]
    public async Task Integer_keys_are_numbers()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutStockAsync(-5, "2024-03-01T00:00:00Z", 42);

        (await shop.PostAsync(Path, """{"features":["stock:items"],"entities":{"product_id":[-5]}}""")).ShouldContain("""{"values":[-5],"statuses":["PRESENT"]""");
    }

    [Fact]
    public async Task A_large_answer_is_sent_in_pieces_and_says_the_same()
    {
        await using var shop = await ServedShop.StartAsync();
        var ids = Enumerable.Range(0, 10_000).Select(i => $"C{i}").ToArray();
        foreach (var id in ids.Where((_, i) => i % 2 == 0))
        {
            await shop.World.PutProfileAsync(id, "2024-03-01T08:00:00Z", page: $"page of {id}");
        }

        var answer = await shop.PostAsync(
            Path, $$"""{"features":["profile:page"],"entities":{"customer_id":[{{string.Join(',', ids.Select(i => $"\"{i}\""))}}]} }""");

        var text = new StringBuilder("""{"values":[""");
        text.AppendJoin(',', ids.Select((id, i) => i % 2 == 0 ? $"\"page of {id}\"" : "null"));
        text.Append("],\"statuses\":[").AppendJoin(',', ids.Select((_, i) => i % 2 == 0 ? "\"PRESENT\"" : "\"NOT_FOUND\""));
        text.Append("],\"event_timestamps\":[").AppendJoin(',', ids.Select((_, i) => i % 2 == 0 ? "\"2024-03-01T08:00:00Z\"" : "\"1970-01-01T00:00:00Z\""));
        answer.ShouldEndWith(text.Append("]}]}").ToString());
        shop.World.Store.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_requests_get_their_own_answers()
    {
        await using var shop = await ServedShop.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await shop.World.PutProfileAsync($"C{i}", "2024-03-01T08:00:00Z", page: $"page {i}");
        }

        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var (first, second) = (i % 40, i * 7 % 40);
            var answer = await shop.PostAsync(Path, $$"""{"features":["profile:page"],"entities":{"customer_id":["C{{first}}","C{{second}}"]} }""");
            answer.ShouldContain($$"""{"values":["page {{first}}","page {{second}}"],"statuses":["PRESENT","PRESENT"]""");
        });
    }

    [Fact]
    public async Task Pipelined_requests_on_one_connection_are_answered_in_order()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z", page: "one");
        await shop.World.PutProfileAsync("C2", "2024-03-01T08:00:00Z", page: "two");

        var answers = await RawConnection.ExchangeAsync(
            shop.Address,
            Enumerable.Range(0, 20).Select(i => i % 5 == 4
                ? RawConnection.Post(Path, "{oops}")
                : RawConnection.Post(Path, $$"""{"features":["profile:page"],"entities":{"customer_id":["C{{(i % 2) + 1}}"]} }""")),
            answers: 20);

        for (var i = 0; i < 20; i++)
        {
            answers[i].ShouldContain(i % 5 == 4 ? "not valid JSON at byte 1" : i % 2 == 0 ? "\"one\"" : "\"two\"");
        }
    }

    [Fact]
    public async Task A_body_that_arrives_in_pieces_is_read_whole()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        var request = RawConnection.Post(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""");

        var answers = await RawConnection.ExchangeAsync(shop.Address, request.Chunk(7).Select(piece => new string(piece)), answers: 1, pause: true);

        answers.ShouldHaveSingleItem().ShouldContain("\"home\"");
    }

    [Fact]
    public async Task A_store_that_answers_later_is_waited_for()
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        shop.World.Store.IsAsynchronous = true;

        (await shop.PostAsync(Path, """{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""")).ShouldContain("\"home\"");
    }

    private static async Task<string> ValuesAsync(ServedShop shop, string more)
    {
        var answer = await shop.PostAsync(Path, $$"""{"features":["spend:amount_7d"],"entities":{"customer_id":["C1"]}{{more}} }""");
        var start = answer.LastIndexOf("\"values\":", StringComparison.Ordinal) + "\"values\":".Length;
        return answer[start..(answer.IndexOf(']', start) + 1)];
    }
}
