using System.Diagnostics;
using System.Text.Json.Nodes;
using Larder.Reference;
using Larder.Support;

namespace Larder.Alerts;

/// <summary>Processes killed between a change of state and its delivery: nothing is lost, and what comes twice has the same key.</summary>
public sealed class AlertKillTests : IDisposable
{
    public const string Mode = "alerted-rides";

    private readonly CommandFolder _folder = new();
    private readonly HookServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_process_killed_after_the_receiver_has_a_notice_sends_it_again_with_the_same_key()
    {
        await RunAsync(2, Validate(AlertFolder.Bad));
        _server.Answer = _ => null;
        using (var killed = Start("alerts", "send", "--now"))
        {
            await _server.ArrivedAsync(Token);
            killed.Kill();
            await killed.WaitForExitAsync(Token);
        }

        _server.Answer = _ => new HookAnswer(200);
        await SendAllAsync();

        var hook = Sent("/hook");
        hook.Select(n => (string)n["key"]!).Distinct().Count().ShouldBe(1);
        Changes("/hook").ShouldBe(["fired"]);
        Changes("/chat").ShouldBe(["fired"]);
        _server.Requests.GroupBy(r => r.Headers["Idempotency-Key"]).All(g => g.Select(r => r.Text).Distinct().Count() == 1).ShouldBeTrue("a repeated delivery had another content");
    }

    [Fact]
    public async Task Commands_killed_at_any_moment_lose_nothing_and_double_nothing()
    {
        var random = new Random(7);
        var kills = 0;
        for (var round = 0; round < CaseCount.Of(6); round++)
        {
            foreach (var arguments in (string[][])[Validate(round % 2 == 0 ? AlertFolder.Bad : AlertFolder.Good), ["alerts", "send", "--now"]])
            {
                using var process = Start(arguments);
                await Task.WhenAny(process.WaitForExitAsync(Token), Task.Delay(random.Next(200, 1_500), Token));
                kills += process.HasExited ? 0 : 1;
                process.Kill();
                await process.WaitForExitAsync(Token);
            }
        }

        await RunAsync(2, Validate(AlertFolder.Bad));
        await SendAllAsync();
        await RunAsync(0, Validate(AlertFolder.Good));
        await SendAllAsync();

        kills.ShouldBeGreaterThan(0);
        var hook = Changes("/hook");
        hook.Length.ShouldBeGreaterThanOrEqualTo(2);
        hook.ShouldBe(Enumerable.Range(0, hook.Length).Select(i => i % 2 == 0 ? "fired" : "recovered"));
        Changes("/chat").CountBy(c => c).Select(c => c.Value).Distinct().Count().ShouldBe(1, "as many recoveries as alerts");
    }

    /// <summary>What was told of one check, each key once; of the webhook in the order in which it was made, which a killed delivery may turn round between two matters.</summary>
    private string[] Changes(string path) =>
    [
        .. _server.Requests.Where(r => r.Path == path).DistinctBy(r => r.Headers["Idempotency-Key"]).Select(r => JsonNode.Parse(r.Text)!).OrderBy(n => (string?)n["created_at"], StringComparer.Ordinal)
            .SelectMany(n => path == "/chat"
                ? n["blocks"]!.AsArray().Select(b => (string?)b!["text"]?["text"]).Where(t => t?.Contains("fare_between", StringComparison.Ordinal) == true).Select(t => t!.Split(", ")[1].Split(':')[0])
                : n["alerts"]!.AsArray().Where(a => (string?)a!["name"] == "fare_between").Select(a => (string)a!["change"]!)),
    ];

    private JsonNode[] Sent(string path) => [.. _server.Requests.Where(r => r.Path == path).Select(r => JsonNode.Parse(r.Text)!)];

    /// <summary>Sends until nothing waits any more; what a killed process had begun is free again after a second.</summary>
    private async Task SendAllAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            await RunAsync(0, "alerts", "send", "--now");
            if (JsonNode.Parse(await RunAsync(0, "alerts", "--output", "json"))!["outbox"]!.AsArray().Count == 0)
            {
                return;
            }

            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(2));
        }
    }

    private string[] Validate(string lines) => ["validate", "rides", "--input", _folder.Write("rides.csv", Rides.Header + lines)];

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        process.ExitCode.ShouldBe(exitCode, $"{string.Join(' ', arguments)}: {await error}{await output}");
        return await output;
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AlertKillTests).Assembly.Location, Mode, .. arguments, "--state", _folder.StatePath])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        const string Channels = "Larder__Alerts__Channels__";
        start.Environment["Larder__Alerts__LeaseSeconds"] = "1";
        start.Environment[$"{Channels}hook__Type"] = "webhook";
        start.Environment[$"{Channels}hook__Url"] = $"http://127.0.0.1:{_server.Port}/hook";
        start.Environment[$"{Channels}chat__Type"] = "slack";
        start.Environment[$"{Channels}chat__Url"] = $"http://127.0.0.1:{_server.Port}/chat";
        return Process.Start(start)!;
    }
}
