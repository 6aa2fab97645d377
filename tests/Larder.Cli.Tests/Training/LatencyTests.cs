using System.Text.Json.Nodes;
using Larder.Cli.Training;
using Larder.Support;
using Retail;

namespace Larder.Training;

[Collection(ConsoleRun.Alone)]
public sealed class LatencyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_gate_times_predictions_over_an_online_store_and_the_report_tells_how_many()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply" })
        {
            (await RunAsync(command)).ExitCode.ShouldBe(0, command);
        }

        var trained = await RunAsync("train|--output|json");

        trained.ExitCode.ShouldBe(0, trained.Error);
        var document = JsonNode.Parse(trained.Out)!;
        var (p50, p99) = ((double)document["model"]!["p50_latency_microseconds"]!, (double)document["model"]!["p99_latency_microseconds"]!);
        ((int)document["model"]!["timed_predictions"]!).ShouldBeInRange(ServingLatency.LeastPredictions, ServingLatency.MostPredictions);
        p99.ShouldBeGreaterThanOrEqualTo(p50);

        p50.ShouldBeGreaterThan(0);
        var gate = document["gates"]!.AsArray().Single(g => (string)g!["name"]! == "p99_latency")!;
        ((double)gate["measurements"]![0]!["measured"]!).ShouldBe(p99);
        ((string)gate["reason"]!).ShouldMatch("^p99 [0-9.]+ µs against a limit of 50000\\.0+ µs, p50 [0-9.]+ µs, [0-9,]+ predictions timed$");

        // The scratch store is gone, and the store in use was not touched.
        Directory.Exists(Path.Combine(_folder, "state", "tmp")).ShouldBeTrue();
        Directory.GetFileSystemEntries(Path.Combine(_folder, "state", "tmp")).ShouldBeEmpty();
        (await RunAsync("verify")).Error.ShouldBe("error: The view customer_spend is not materialized; run 'larder materialize'.\n");
    }

    private Task<(int ExitCode, string Out, string Error)> RunAsync(string command) =>
        ConsoleRun.RunAsync(new RetailRepository(), [.. command.Split('|'), "--state", Path.Combine(_folder, "state")]);
}
