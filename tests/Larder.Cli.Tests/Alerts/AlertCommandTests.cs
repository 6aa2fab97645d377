using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Alerts;

/// <summary>From a broken check to a notice and back, by the commands.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class AlertCommandTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly AlertFolder _alerts = new();
    private readonly HookServer _server = new();

    public void Dispose()
    {
        _alerts.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_broken_check_fires_and_when_it_holds_again_its_recovery_is_told_in_the_same_thread()
    {
        Configure();
        (await _alerts.ValidateAsync(AlertFolder.Bad)).ExitCode.ShouldBe(2);

        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  1 notices sent\n");
        _alerts.Clock.Advance(Minute);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  1 notices sent\n");
        (await _alerts.ValidateAsync(AlertFolder.Bad)).ExitCode.ShouldBe(2);
        _alerts.Clock.Advance(Minute);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  0 notices sent\n");
        (await _alerts.ValidateAsync(AlertFolder.Good)).ExitCode.ShouldBe(0);
        _alerts.Clock.Advance(5 * Minute);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  2 notices sent\n");

        var path = Path.Combine(_alerts.Folder.Path, "rides.csv");
        Sent("/hook").Select(n => $"{n["state"]} {n["rule"]}: {Alerts(n)}").ShouldBe(
        [
            $"firing broken_rides: fired fare_between 2 of 2 rows are bad, allowed [0, 100], in {path}",
            $"resolved broken_rides: recovered fare_between 2 of 2 rows are bad, allowed [0, 100], in {path}",
        ]);
        Sent("/hook").Select(n => (string)n["thread"]!).Distinct().ShouldBe([(string)Sent("/hook")[0]["key"]!]);
        var chat = Sent("/chat").Select(n => (string)n["text"]!).ToArray();
        chat.ShouldBe(["[error] 2 alerts: source/rides", "[resolved] 2 alerts: source/rides"]);
        (await _alerts.TextAsync("alerts")).ShouldBe("  0 alerts firing, 0 silences, 0 notices waiting, 0 dead\n");
    }

    [Fact]
    public async Task Alerts_are_shown_with_silences_and_what_waits()
    {
        Configure();
        await _alerts.ValidateAsync(AlertFolder.Bad);
        (await _alerts.TextAsync("alerts", "silence", "source/rides", "--for", "90m", "--kind", "check_failed", "--reason", "being mended")).ShouldBe(
            "  silence 1: check_failed of source/rides until 2024-03-02T01:30:00Z (being mended)\n");

        var shown = await _alerts.JsonAsync("alerts");
        shown["alerts"]!.AsArray().Select(a => $"{a!["severity"]} {a["name"]} {a["scope"]} {a["silenced"]} {a["evidence"]}").ShouldBe(["error fare_between files true larder validate rides", "warn zone_in_set files true larder validate rides"]);
        shown["silences"]![0]!.ToJsonString().ShouldBe(
            """{"id":1,"subjects":"source/rides","kind":"check_failed","created_at":"2024-03-02T00:00:00Z","until":"2024-03-02T01:30:00Z","reason":"being mended"}""");
        shown["outbox"]!.AsArray().Select(n => $"{n!["state"]} {n["attempts"]} {n["notice"]!["title"]}").ShouldBe(["pending 0 [error] 2 alerts: source/rides"]);
        shown["channels"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]} {c["address"]}").ShouldBe([$"chat slack http://127.0.0.1:{_server.Port}", $"hook webhook http://127.0.0.1:{_server.Port}"]);

        (await _alerts.TextAsync("alerts")).ShouldEndWith(
            """
              silence 1: check_failed of source/rides until 2024-03-02T01:30:00Z (being mended)
              [error] 2 alerts: source/rides to chat: waits since 2024-03-02T00:00:00Z
              2 alerts firing, 1 silences, 1 notices waiting, 0 dead

            """);
        _alerts.Clock.Advance(Minute);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  1 notices sent\n");
        (await _alerts.TextAsync("alerts", "silence", "--end", "1")).ShouldBe("  silence 1 has ended\n");
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  1 notices sent\n");
        (await _alerts.FailAsync(1, "alerts", "silence", "--end", "1")).ShouldBe("There is no silence 1 that has not ended; 'larder alerts' lists those there are.");
        var history = await _alerts.JsonAsync("alerts", "history");
        history["changes"]!.AsArray().Select(c => $"{c!["state"]} {c["name"]}").Order().ShouldBe(["firing fare_between", "firing zone_in_set"]);
        history["notices"]!.AsArray().Select(n => $"{n!["state"]} {n["notice"]!["channel"]}").ShouldBe(["sent hook", "sent chat"]);
        (await _alerts.TextAsync("alerts", "history", "--last", "1")).ShouldContain("  1 changes, 1 notices\n");
    }

    [Fact]
    public async Task Who_hurries_waits_for_nothing()
    {
        Configure();
        await _alerts.ValidateAsync(AlertFolder.Bad);
        (await _alerts.JsonAsync("alerts", "send", "--now")).ToJsonString().ShouldBe("""{"sent":2,"failures":[],"warnings":[]}""");

        await _alerts.ValidateAsync(AlertFolder.Good);

        (await _alerts.TextAsync("alerts", "send", "--now")).ShouldBe("  2 notices sent\n");
    }

    [Fact]
    public async Task A_channel_that_is_down_fails_the_command_and_keeps_the_notice_for_later()
    {
        Configure();
        _server.Answer = r => new HookAnswer(r.Path.StartsWith("/chat", StringComparison.Ordinal) ? 403 : 200, "no_service");
        (await _alerts.ValidateAsync(AlertFolder.Bad)).ExitCode.ShouldBe(2);

        (await _alerts.FailAsync(1, "alerts", "send")).ShouldBe(
            "Channel chat did not take what was sent; the notices stay in the outbox until 'larder alerts send' or a server gets rid of them. 'larder alerts' shows them.");
        (await _alerts.TextAsync("alerts")).ShouldContain(
            $"  [error] 2 alerts: source/rides to chat: waits until 2024-03-02T00:00:30Z, 1 attempts: Channel chat: http://127.0.0.1:{_server.Port} answered 403 (no_service); give an address and secrets that it takes (Larder:Alerts:Channels:chat).\n");

        _server.Answer = _ => new HookAnswer(200);
        _alerts.Clock.Advance(Minute / 2);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  2 notices sent\n");
    }

    [Fact]
    public async Task A_suite_that_stops_the_run_fires_too_and_leaves_the_checks_as_they_are()
    {
        Configure();
        await _alerts.ValidateAsync(AlertFolder.Bad);
        (await _alerts.ValidateAsync(string.Empty)).ExitCode.ShouldBe(2);

        var shown = await _alerts.JsonAsync("alerts");
        shown["alerts"]!.AsArray().Select(a => (string)a!["name"]!).ShouldBe(["fare_between", "suite", "zone_in_set"]);
        ((string)shown["alerts"]![1]!["message"]!).ShouldStartWith("The suite of source rides stopped the run on ");
        await _alerts.ValidateAsync(AlertFolder.Good);
        (await _alerts.JsonAsync("alerts"))["alerts"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_channel_is_tried_by_a_test_that_says_so()
    {
        Configure();

        (await _alerts.TextAsync("alerts", "test", "hook")).ShouldBe($"  http://127.0.0.1:{_server.Port} took the test of channel hook\n");

        var notice = Sent("/hook").ShouldHaveSingleItem();
        ((bool)notice["test"]!, (string)notice["title"]!).ShouldBe((true, "[warn] check_failed: source/example (test)"));
        (await _alerts.FailAsync(1, "alerts", "test", "pager")).ShouldBe("There is no channel 'pager'; the configuration has chat, hook.");
    }

    [Fact]
    public async Task A_channel_that_is_not_configured_is_named_and_what_it_would_be_told_waits()
    {
        (await _alerts.ValidateAsync(AlertFolder.Bad)).ExitCode.ShouldBe(2);

        (await _alerts.TextAsync("alerts", "send")).ShouldBe(
            """
            warning: Rule broken_rides tells channel hook, which is not configured; set Larder:Alerts:Channels:hook:Type. Until then what it would be told waits.
            warning: Rule everything tells channel chat, which is not configured; set Larder:Alerts:Channels:chat:Type. Until then what it would be told waits.
              0 notices sent

            """);
        (await _alerts.FailAsync(1, "alerts", "test", "hook")).ShouldBe(
            "There is no channel 'hook'; the configuration has none. Set Larder:Alerts:Channels:hook:Type and what docs/alerts.md lists for it.");
        Configure();
        _alerts.Clock.Advance(Minute);
        (await _alerts.TextAsync("alerts", "send")).ShouldBe("  2 notices sent\n");
    }

    [Fact]
    public async Task Commands_that_read_create_nothing_and_one_that_means_nothing_is_refused()
    {
        Configure();
        await _alerts.ValidateAsync(AlertFolder.Good);
        await _alerts.TextAsync("alerts");
        await _alerts.TextAsync("alerts", "history");
        await _alerts.TextAsync("alerts", "send");

        File.Exists(Path.Combine(_alerts.Folder.StatePath, "monitoring.db")).ShouldBeFalse();
        foreach (string[] wrong in (string[][])[["x"], ["--for", "1h"], ["x", "--for", "0h"], ["x", "--for", "1h", "--end", "1"], []])
        {
            (await _alerts.FailAsync(1, ["alerts", "silence", .. wrong])).ShouldBe(
                "Say which subjects and for how long, as in 'larder alerts silence source/order_lines --for 4h', or end one with --end NUMBER.");
        }
    }

    private static string Alerts(JsonNode notice) => string.Join("; ", notice["alerts"]!.AsArray().Select(a => $"{a!["change"]} {a["name"]} {a["message"]}"));

    private void Configure()
    {
        _alerts.Channel("hook", ("Type", "webhook"), ("Url", $"http://127.0.0.1:{_server.Port}/hook?key=tok3n"));
        _alerts.Channel("chat", ("Type", "slack"), ("Url", $"http://127.0.0.1:{_server.Port}/chat/tok3n"));
    }

    private JsonNode[] Sent(string path) => [.. _server.Requests.Where(r => r.Path.StartsWith(path, StringComparison.Ordinal)).Select(r => JsonNode.Parse(r.Text)!)];
}
