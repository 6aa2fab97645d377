using System.Diagnostics;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Pipelines.Graph;
using Larder.Pipelines.Runs;

namespace Larder.Bench.Pipelines;

/// <summary>
/// A chain of 10,000 tasks checked, ordered and made ready to run, the first call of a new process, against a topological sort of the same edges by hand. Beside it the second call,
/// and a graph of as many tasks with ten edges each.
/// </summary>
internal sealed class GraphBenchmark : IBenchmark
{
    private const double Target = 50;

    public string Name => "graph";

    public string Summary => "A graph of 10,000 tasks validated and planned";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var (larder, reference) = (new Series("Larder"), new Series("by hand"));
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
            {
                series.Add(await ChildProcess.MeasureAsync(this, work, new ChildArguments { ["tasks"] = $"{options.Rows(10_000)}" }, cancellationToken));
                Console.Error.WriteLine($"  {series.Name}: {1_000 * series.Runs[^1].Seconds:N2} ms");
            }
        }

        return new BenchReport
        {
            Name = Name,
            Value = 1_000 * larder.Seconds,
            Unit = "ms",
            Reference = ("a topological sort of the same edges by hand", 1_000 * reference.Seconds, "ms"),
            Target = ($"at most {Target} ms", Target),
            Pass = 1_000 * larder.Seconds <= Target,
            Details = new JsonObject { ["larder"] = larder.ToJson(), ["by_hand"] = reference.ToJson() },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var (chain, dense) = (Tasks(arguments.Int("tasks"), 1), Tasks(arguments.Int("tasks"), 10));
        var plan = work == "reference" ? (Func<PlannedTask[], int>)Sort : Plan;
        var measured = await Measurement.OfAsync(() => Task.FromResult(new JsonObject { ["ready"] = plan(chain) }));
        measured.Facts["second_ms"] = Milliseconds(() => plan(chain));
        measured.Facts["ten_edges_each_ms"] = Milliseconds(() => plan(dense));
        return measured;
    }

    private static double Milliseconds(Func<int> work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2);
    }

    /// <summary>Each task depends on the ones right before it.</summary>
    private static PlannedTask[] Tasks(int count, int edges) => [.. Enumerable.Range(0, count).Select(t => new PlannedTask($"t{t}", [.. Enumerable.Range(Math.Max(0, t - edges), Math.Min(t, edges))]))];

    private static int Plan(PlannedTask[] tasks) => new RunProgress(new PipelinePlan("graph", tasks)).TakeReady().Count;

    private static int Sort(PlannedTask[] tasks)
    {
        var missing = Array.ConvertAll(tasks, t => t.Upstream.Count);
        var behind = Array.ConvertAll(tasks, _ => new List<int>());
        for (var task = 0; task < tasks.Length; task++)
        {
            foreach (var up in tasks[task].Upstream)
            {
                behind[up].Add(task);
            }
        }

        var ready = new Queue<int>(Enumerable.Range(0, tasks.Length).Where(t => missing[t] == 0));
        var (roots, placed) = (ready.Count, 0);
        for (; ready.TryDequeue(out var task); placed++)
        {
            foreach (var next in behind[task])
            {
                if (--missing[next] == 0)
                {
                    ready.Enqueue(next);
                }
            }
        }

        return placed == tasks.Length ? roots : throw new InvalidOperationException("Tasks wait for each other.");
    }
}
