using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Types;

namespace Larder.Bench.Windows;

/// <summary>
/// The shape of Chronon's published microbenchmark (914 ms there, on an unstated laptop): many queries over many events of one key, eight
/// aggregations, on one core and in memory. The reference looks at every event for every query and sorts what it finds; it runs over a
/// sample of the queries, scaled, and its values must equal the kernel's as bits.
/// </summary>
internal sealed class WindowsHotBenchmark : IBenchmark
{
    private const double MostMilliseconds = 100;
    private const int Sampled = 500;
    private const int WarmUp = 8;
    private const int Counted = 5;

    public string Name => "windows-hot";

    public string Summary => "100,000 queries over 10,000 events of one key, mean and top-k over 1 h, 1 d, 30 d and lifetime, on one core (--variant: k, default 300)";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var (kernel, twin) = (new Series("kernel"), new Series("naive twin"));
        var arguments = new ChildArguments
        {
            ["k"] = options.Variant ?? "300",
            ["queries"] = options.Rows(100_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["events"] = options.Rows(10_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        for (var run = 0; run < options.Runs; run++)
        {
            kernel.Add(await ChildProcess.MeasureAsync(this, "kernel", arguments, cancellationToken));
            twin.Add(await ChildProcess.MeasureAsync(this, "naive", arguments, cancellationToken));
            Console.Error.WriteLine($"  kernel {kernel.Runs[^1].Facts["milliseconds"]} ms, naive twin {twin.Runs[^1].Facts["milliseconds"]} ms");
        }

        if (kernel.Runs.Concat(twin.Runs).Select(r => (string)r.Facts["digest"]!).Distinct().Count() > 1)
        {
            throw new InvalidOperationException("The kernel and the naive twin differ; one of them is wrong.");
        }

        var milliseconds = Series.Median(kernel.Runs.Select(r => (double)r.Facts["milliseconds"]!));
        return new BenchReport
        {
            Name = Name,
            Value = milliseconds,
            Unit = "ms",
            Reference = ("naive twin, scaled from a sample of the queries", Series.Median(twin.Runs.Select(r => (double)r.Facts["milliseconds"]!)), "ms"),
            Target = ($"under {MostMilliseconds} ms", MostMilliseconds),
            Pass = milliseconds < MostMilliseconds,
            Details = new JsonObject { ["k"] = arguments["k"], ["kernel"] = kernel.ToJson(), ["naive"] = twin.ToJson() },
        };
    }

    public Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = new WindowsHotData(arguments.Int("events"), arguments.Int("queries"), arguments.Int("k"));
        return Measurement.OfAsync(() => Task.FromResult(work == "kernel" ? Kernel(data) : Naive(data)));
    }

    /// <summary>The median of the last rounds counts: the first ones compile. Sorting the queries is part of each, and each result is written.</summary>
    private static JsonObject Kernel(WindowsHotData data)
    {
        var results = new FeatureValue[data.Queries.Length][];
        var rounds = new List<double>();
        while (rounds.Count < WarmUp + Counted)
        {
            results.AsSpan().Clear();
            GC.Collect();
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var order = Enumerable.Range(0, data.Queries.Length).ToArray();
            Array.Sort((long[])data.Queries.Clone(), order);
            var kernel = data.Plan.CreateKernel();
            foreach (var query in order)
            {
                kernel.Evaluate(data.Events, new Instant(data.Queries[query]), results[query] = new FeatureValue[data.Plan.Aggregations.Count]);
            }

            rounds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Facts(Series.Median(rounds.TakeLast(Counted)), results);
    }

    private static JsonObject Naive(WindowsHotData data)
    {
        var results = new FeatureValue[data.Queries.Length][];
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var query = 0; query < Sampled; query++)
        {
            results[query] = NaiveHotWindows.Compute(data, data.Queries[query]);
        }

        return Facts(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds * data.Queries.Length / Sampled, results);
    }

    private static JsonObject Facts(double milliseconds, FeatureValue[][] results)
    {
        var text = string.Join('\n', results.Take(Sampled).Select(r => string.Join(' ', r)));
        return new JsonObject
        {
            ["milliseconds"] = Math.Round(milliseconds, 1),
            ["digest"] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))),
        };
    }
}
