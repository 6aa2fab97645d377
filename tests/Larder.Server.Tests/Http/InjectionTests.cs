using System.Text.Json;
using Larder.Support;

namespace Larder.Http;

/// <summary>Every name a request may carry, filled with what would harm a store, a path, a log or a page that took it at its word.</summary>
public class InjectionTests
{
    public static TheoryData<string> Names =>
    [
        "'; DROP TABLE online; --",
        "\" OR 1=1 --",
        "profile@v3",
        "profile@v3\"; DELETE FROM x",
        "../../../../etc/passwd",
        "..\\..\\secret",
        "%2e%2e%2fsecret",
        "a\nb\r\nX-Injected: yes",
        "\0",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "$(reboot)",
        new string('x', 100_000),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_name_is_only_ever_an_unknown_name(string name)
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        var quoted = JsonSerializer.Serialize(name);
        var reference = JsonSerializer.Serialize($"{name.Replace(":", "", StringComparison.Ordinal)}:page");
        var feature = JsonSerializer.Serialize($"profile:{name.Replace(":", "", StringComparison.Ordinal)}");
        (string Path, string Body, int Status)[] attempts =
        [
            ("/get-online-features", $$"""{"feature_service":{{quoted}},"entities":{"customer_id":["C1"]} }""", 404),
            ("/get-online-features", $$"""{"features":[{{reference}}],"entities":{"customer_id":["C1"]} }""", 404),
            ("/get-online-features", $$"""{"features":[{{feature}}],"entities":{"customer_id":["C1"]} }""", 404),
            ("/get-online-features", $$"""{"features":["profile:page"],"entities":{ {{quoted}}:["C1"]} }""", 400),
            ("/get-online-features", $$"""{"features":["profile:page"],"entities":{"customer_id":["C1"]}, {{quoted}}:1}""", 400),
            ("/get-online-features", $$"""{"features":["profile:page"],"entities":{"customer_id":["C1"]},"as_of":{{quoted}}}""", 400),
            ("/predict", $$"""{"model":{{quoted}},"entities":{"customer_id":["C1"]} }""", 404),
            ("/predict", $$"""{"model":"returns","alias":{{quoted}},"entities":{"customer_id":["C1"]} }""", 404),
        ];

        foreach (var (path, body, status) in attempts)
        {
            var answer = await shop.PostAsync(path, body);

            answer.ShouldStartWith($"{status} application/problem+json\n");
            using var problem = JsonDocument.Parse(answer[(answer.IndexOf('\n') + 1)..]);
            problem.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
            problem.RootElement.GetProperty("detail").GetString()!.ShouldNotContain("   at ");
        }

        shop.World.Store.Reads.ShouldBe(0);
        shop.Log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_key_is_only_ever_a_key(string key)
    {
        await using var shop = await ServedShop.StartAsync();
        await shop.World.PutProfileAsync(key, "2024-03-01T08:00:00Z", page: key);

        var answer = await shop.PostAsync(
            "/get-online-features", $$"""{"features":["profile:page"],"entities":{"customer_id":[{{JsonSerializer.Serialize(key)}},"C1"]} }""");

        using var response = JsonDocument.Parse(answer[(answer.IndexOf('\n') + 1)..]);
        var results = response.RootElement.GetProperty("results");
        results[0].GetProperty("values")[0].GetString().ShouldBe(key);
        results[1].GetProperty("values")[0].GetString().ShouldBe(key);
        results[1].GetProperty("statuses")[1].GetString().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task A_path_cannot_leave_the_endpoints()
    {
        await using var shop = await ServedShop.StartAsync();

        var answers = await RawConnection.ExchangeAsync(
            shop.Address,
            ["GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "GET /openapi/..%2f..%2fsecret.json HTTP/1.1\r\nHost: x\r\n\r\n"],
            answers: 2);

        answers.ShouldAllBe(a => a.StartsWith("HTTP/1.1 404 Not Found\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deep_nesting_is_refused_and_not_followed()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync("/get-online-features", $$"""{"entities":{{new string('[', 100_000)}}""")).ShouldBe(ServedShop.Problem(
            400,
            "Bad Request",
            "The request body is not valid JSON at byte 75; send a JSON object with entities, features or feature_service, full_feature_names, as_of."));
    }
}
