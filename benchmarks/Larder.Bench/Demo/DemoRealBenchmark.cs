using System.Diagnostics;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;

namespace Larder.Bench.Demo;

/// <summary>The retail sample's demo on the real order lines, build excluded, with fresh state each time: wall time and peak memory of the process.</summary>
internal sealed class DemoRealBenchmark : IBenchmark
{
    private const double MostSeconds = 20;
    private const double MostMegabytes = 1536;

    public string Name => "demo-real";

    public string Summary => "the demo on the 541,909 real order lines, from raw file to verified parity";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var root = Root();
        var input = options.Input ?? Path.Combine(root, "..", "shared", "data", "online_retail.csv.gz");
        var program = Path.Combine(root, "samples", "Retail", "bin", "Release", "net10.0", "Retail.dll");
        foreach (var needed in new[] { input, program }.Where(f => !File.Exists(f)))
        {
            throw new FileNotFoundException($"{needed} does not exist; build samples/Retail in Release, and give the order lines with --input.");
        }

        var (seconds, megabytes, documents) = (new List<double>(), new List<double>(), new List<JsonObject>());
        for (var run = 0; run < options.Runs; run++)
        {
            var state = options.FreshState("demo");
            var (time, peak, document) = await OneAsync(program, input, state, cancellationToken);
            Directory.Delete(state, recursive: true);
            Console.Error.WriteLine($"  {time:N1} s, {peak:N0} MB");
            seconds.Add(time);
            megabytes.Add(peak);
            documents.Add(document);
        }

        var (wall, most) = (seconds.Order().ElementAt(seconds.Count / 2), megabytes.Max());
        return new BenchReport
        {
            Name = Name,
            Value = wall,
            Unit = "s",
            Reference = ("the limit", MostSeconds, "s"),
            Target = ($"at most {MostSeconds} s wall and {MostMegabytes} MB peak", 1),
            Pass = wall <= MostSeconds && most <= MostMegabytes,
            Details = new JsonObject
            {
                ["peak_memory_mb"] = Math.Round(most),
                ["runs_seconds"] = new JsonArray([.. seconds.Select(s => (JsonNode)Math.Round(s, 2))]),
                ["seconds"] = documents[^1]["seconds"]!.DeepClone(),
                ["rows"] = documents[^1]["rows"]!["read"]!.DeepClone(),
            },
        };
    }

    public Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("demo-real measures the sample's own process.");

    private static async Task<(double Seconds, double Megabytes, JsonObject Document)> OneAsync(string program, string input, string state, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = ChildProcess.Start(program, ["demo", "--input", input, "--state", state, "--output", "json"]);
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var peak = 0L;
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0
            ? (seconds, peak / 1048576.0, (JsonObject)JsonNode.Parse(await text)!)
            : throw new InvalidOperationException($"The demo ended with {process.ExitCode}; its messages are above.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Larder.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Larder.slnx was not found above the benchmark; run it from a checkout.");
    }
}
