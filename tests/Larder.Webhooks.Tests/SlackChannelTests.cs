using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Errors;
using Larder.Support;

namespace Larder.Webhooks;

/// <summary>Slack-shaped messages to a real listener.</summary>
public sealed class SlackChannelTests : IDisposable
{
    private readonly HookServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_notice_is_a_header_a_section_per_alert_and_where_it_comes_from()
    {
        (await SentAsync(SampleNotice.Of(alerts: 2))).ToJsonString().ShouldBe(
            """
            {"text":"[error] 2 alerts: source/lines","blocks":[{"type":"header","text":{"type":"plain_text","text":"[error] 2 alerts: source/lines"}},
            {"type":"section","text":{"type":"mrkdwn","text":"error, fired: check_failed check_0 (files): 1 of 2 rows are bad\nsince 2023-11-14T22:13:20Z, bad 1, see larder validate lines"}},
            {"type":"section","text":{"type":"mrkdwn","text":"error, fired: check_failed check_1 (files): 1 of 2 rows are bad\nsince 2023-11-14T22:13:20Z, bad 1, see larder validate lines"}},
            {"type":"context","elements":[{"type":"mrkdwn","text":"Larder, rule broken, 2023-11-14T22:13:20Z, 0a1b2c"}]}]}
            """.ReplaceLineEndings(""));
        _server.Requests[0].Headers["Idempotency-Key"].ShouldBe("0a1b2c");
    }

    [Fact]
    public async Task Text_from_data_mentions_nobody_and_links_nowhere()
    {
        var text = (await SentAsync(SampleNotice.Of(message: "<!channel> <https://evil|x> & \"q\"", source: "<!here>"))).ToJsonString();

        text.ShouldNotContain("<!");
        Section(1).ShouldContain("&lt;!channel&gt; &lt;https://evil|x&gt; &amp; \"q\"");
        ((string)JsonNode.Parse(_server.Requests[0].Text)!["text"]!).ShouldBe("[error] check_failed: source/&lt;!here&gt;");
    }

    [Fact]
    public async Task Slacks_limits_are_kept()
    {
        var message = await SentAsync(SampleNotice.Of(message: new string('&', 9_000), alerts: 90, source: new string('s', 400)));

        var blocks = message["blocks"]!.AsArray();
        blocks.Count.ShouldBe(22);
        ((string)blocks[0]!["text"]!["text"]!).Length.ShouldBe(150);
        foreach (var section in blocks.Skip(1).Take(20).Select(b => (string)b!["text"]!["text"]!))
        {
            section.Length.ShouldBeInRange(1_000, 3_000);
            section.Replace("&amp;", "", StringComparison.Ordinal).ShouldNotContain("&");
        }

        ((string)blocks[21]!["elements"]![0]!["text"]!).ShouldStartWith("And 70 more alerts; 'larder alerts' lists all. Larder, rule broken, ");
    }

    [Fact]
    public async Task A_refusal_names_the_host_and_not_the_token()
    {
        _server.Answer = _ => new HookAnswer(403, "invalid_token");

        (await Should.ThrowAsync<UnavailableException>(() => SentAsync(SampleNotice.Of()))).Message.ShouldBe(
            $"Channel data: http://127.0.0.1:{_server.Port} answered 403 (invalid_token); give an address and secrets that it takes (Larder:Alerts:Channels:data).");
    }

    private async Task<JsonNode> SentAsync(Notice notice)
    {
        await new SlackChannel(new WebhookOptions("data", _server.Url), TimeProvider.System).SendAsync(notice, Token);
        return JsonNode.Parse(_server.Requests[^1].Text)!;
    }

    private string Section(int index) => (string)JsonNode.Parse(_server.Requests[0].Text)!["blocks"]![index]!["text"]!["text"]!;
}
