using System.Security.Cryptography;
using System.Text;
using Larder.Alerts;
using Larder.Errors;
using Larder.Support;
using Larder.Testing;

namespace Larder.Webhooks;

/// <summary>Webhooks to a real listener.</summary>
public sealed class WebhookChannelTests : IDisposable
{
    private readonly HookServer _server = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Host => $"http://127.0.0.1:{_server.Port}";

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_notice_is_posted_as_json_with_its_key_and_without_secrets_nothing_more()
    {
        await Channel(Options()).SendAsync(SampleNotice.Of(), Token);

        var request = _server.Requests.ShouldHaveSingleItem();
        (request.Method, request.Path, request.Text).ShouldBe(("POST", "/hook/tok3n-of-path?key=tok3n-of-query", NoticeJson.Write(SampleNotice.Of())));
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        request.Headers["Idempotency-Key"].ShouldBe("0a1b2c");
        request.Headers["X-Larder-Timestamp"].ShouldBe("1704067200");
        request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase).ShouldBe(["Content-Length", "Content-Type", "Host", "Idempotency-Key", "X-Larder-Timestamp"]);
    }

    [Fact]
    public async Task A_signature_is_hmac_sha256_over_time_and_body()
    {
        await Channel(Options() with { SigningSecret = "s3cret of hooks", Authorization = "Bearer tok3n" }).SendAsync(SampleNotice.Of(message: "顧客 🛒"), Token);

        var request = _server.Requests.ShouldHaveSingleItem();
        var signed = Encoding.UTF8.GetBytes("1704067200." + request.Text);
        request.Headers["X-Larder-Signature"].ShouldBe("v1=" + Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret of hooks"), signed)).ToLowerInvariant());
        request.Headers["Authorization"].ShouldBe("Bearer tok3n");
        IsValid(request, "s3cret of hooks", 0).ShouldBeTrue();
        IsValid(request, "s3cret of hooks", 300).ShouldBeTrue();
        IsValid(request, "s3cret of hooks", 301).ShouldBeFalse();
        IsValid(request, "s3cret of hooks", -301).ShouldBeFalse();
        IsValid(request, "another", 0).ShouldBeFalse();
        IsValid(request with { Body = [.. request.Body, (byte)' '] }, "s3cret of hooks", 0).ShouldBeFalse();
        WebhookSignature.IsValid("s", "x", "v1=", [], _clock.GetUtcNow(), TimeSpan.MaxValue).ShouldBeFalse();
        WebhookSignature.IsValid("s", "0", null, [], DateTimeOffset.UnixEpoch, TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public void The_signature_of_a_known_request()
    {
        // Made with another program: openssl dgst -sha256 -hmac key, over "1700000000.{}".
        WebhookSignature.Of("key", 1_700_000_000, "{}"u8).ShouldBe("v1=" + Approved);
    }

    [Theory]
    [InlineData(500, "oops\n at line 1", true, "answered 500 (oops  at line 1); it is tried again")]
    [InlineData(429, "", true, "answered 429; it is tried again")]
    [InlineData(401, "", false, "answered 401; give an address and secrets that it takes")]
    [InlineData(404, "no_team", false, "answered 404 (no_team); give an address and secrets that it takes")]
    [InlineData(400, "invalid_blocks", false, "answered 400 (invalid_blocks); check that it takes what docs/alerts.md describes")]
    public async Task A_refusal_says_what_and_what_next(int status, string body, bool isTransient, string said)
    {
        _server.Answer = _ => new HookAnswer(status, body);

        var failed = await FailAsync(Options());

        (failed.Message, failed.IsTransient).ShouldBe(($"Channel data: {Host} {said} (Larder:Alerts:Channels:data).", isTransient));
        failed.InnerException.ShouldBeNull();
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_the_place_they_lead_to_is_not_told()
    {
        using var other = new HookServer();
        _server.Answer = _ => new HookAnswer(307, Location: other.Url.ToString());

        (await FailAsync(Options())).Message.ShouldBe(
            $"Channel data: {Host} answered 307 and leads elsewhere, which is not followed; give the address it leads to (Larder:Alerts:Channels:data).");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for()
    {
        _server.Answer = _ => null;

        var sending = FailAsync(Options());
        await _server.ArrivedAsync(Token);
        _clock.Advance(TimeSpan.FromSeconds(10));

        var failed = await sending;
        (failed.Message, failed.IsTransient).ShouldBe(($"Channel data: {Host} did not answer within 10 s; check the address and the network (Larder:Alerts:Channels:data).", true));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_the_address()
    {
        _server.Dispose();

        var failed = await FailAsync(Options());

        (failed.Message, failed.IsTransient).ShouldBe(($"Channel data: {Host} cannot be reached (Connection refused); check the address and the network (Larder:Alerts:Channels:data).", true));
    }

    [Fact]
    public async Task The_callers_token_stops_a_delivery()
    {
        _server.Answer = _ => null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var sending = Channel(Options()).SendAsync(SampleNotice.Of(), stop.Token);
        await _server.ArrivedAsync(Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public void Options_print_no_secret()
    {
        var options = Options() with { SigningSecret = "s3cret", Authorization = "Bearer tok3n" };

        $"{options}".ShouldBe($"data ({Host})");
        new WebhookChannel(options, _clock).Address.ShouldBe(Host);
    }

    [Fact]
    public async Task What_may_pass_is_tried_three_times_and_nothing_else()
    {
        var answers = new Queue<int>([503, 500, 200]);
        _server.Answer = _ => new HookAnswer(answers.Dequeue());
        await new RetryingChannel(Channel(Options()), TimeProvider.System).SendAsync(SampleNotice.Of(), Token);
        _server.Requests.Select(r => r.Headers["Idempotency-Key"]).ShouldBe(["0a1b2c", "0a1b2c", "0a1b2c"]);

        _server.Answer = _ => new HookAnswer(503);
        await Should.ThrowAsync<UnavailableException>(() => new RetryingChannel(Channel(Options()), TimeProvider.System).SendAsync(SampleNotice.Of(), Token));
        _server.Requests.Count.ShouldBe(6);
        _server.Answer = _ => new HookAnswer(403);
        await Should.ThrowAsync<UnavailableException>(() => new RetryingChannel(Channel(Options()), TimeProvider.System).SendAsync(SampleNotice.Of(), Token));
        _server.Requests.Count.ShouldBe(7);
    }

    private const string Approved = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";

    private WebhookOptions Options() => new("data", _server.Url);

    private WebhookChannel Channel(WebhookOptions options) => new(options, _clock);

    private Task<UnavailableException> FailAsync(WebhookOptions options) => Should.ThrowAsync<UnavailableException>(() => Channel(options).SendAsync(SampleNotice.Of(), Token));

    private bool IsValid(HookRequest request, string secret, int secondsLater) => WebhookSignature.IsValid(
        secret, request.Headers["X-Larder-Timestamp"], request.Headers["X-Larder-Signature"], request.Body, _clock.GetUtcNow().AddSeconds(secondsLater), TimeSpan.FromMinutes(5));
}
