using System.Net;
using System.Text;
using Larder.Support;

namespace Larder.Http;

public class HttpRulesTests
{
    [Theory]
    [InlineData("GET", "/get-online-features", "POST")]
    [InlineData("PUT", "/get-online-features", "POST")]
    [InlineData("DELETE", "/predict", "POST")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("POST", "/metrics", "GET")]
    public async Task Another_method_is_answered_with_the_right_one(string method, string path, string allowed)
    {
        await using var shop = await ServedShop.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await shop.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe([allowed]);
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"{{path}} takes {{allowed}}, not {{method}}."}""");
    }

    [Theory]
    [InlineData("/get-online-features", "text/plain")]
    [InlineData("/predict", "application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused(string path, string contentType)
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync(path, "{}", contentType)).ShouldBe(ServedShop.Problem(
            415, "Unsupported Media Type", $"{path} takes JSON, not '{contentType}'; send the header Content-Type: application/json."));
    }

    [Fact]
    public async Task Json_with_a_charset_is_json()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.PostAsync("/get-online-features", """{"features":["profile:page"],"entities":{"customer_id":[]}}""", "application/json; charset=utf-8"))
            .ShouldStartWith("200 ");
    }

    [Theory]
    [InlineData("/get-online-features")]
    [InlineData("/predict")]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(string path)
    {
        await using var shop = await ServedShop.StartAsync(o => o.MaxBodyBytes = 1000);
        var expected = ServedShop.Problem(413, "Payload Too Large", "The request body is larger than 1000 bytes; send fewer entities at a time.");

        (await shop.PostAsync(path, new string(' ', 1001))).ShouldBe(expected);
        (await shop.PostAsync(path, new string(' ', 1000))).ShouldStartWith("400 ");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(new string(' ', 5000)))),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new("application/json");
        using var response = await shop.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_unknown_path_says_where_the_known_ones_are()
    {
        await using var shop = await ServedShop.StartAsync();

        (await shop.GetAsync("/get-historical-features?x='; DROP TABLE features")).ShouldBe(
            ServedShop.Problem(404, "Not Found", "There is no /get-historical-features here; GET /openapi/v1.json lists what there is."));
    }

    [Fact]
    public async Task Health_is_ok_while_the_stores_answer()
    {
        await using var shop = await ServedShop.StartAsync();
        (await shop.GetAsync("/health")).ShouldBe("200 application/json\n{\"status\":\"ok\"}");

        shop.World.Models.Failure = new Errors.UnavailableException("registry.db is locked.");
        (await shop.GetAsync("/health")).ShouldBe(ServedShop.Problem(503, "Service Unavailable", "The model registry does not answer: registry.db is locked."));
        shop.World.Store.Failure = new InvalidOperationException("secret");
        (await shop.GetAsync("/health")).ShouldBe(
            ServedShop.Problem(503, "Service Unavailable", "The online store does not answer; the server's log says more."));
    }
}
