using System.Diagnostics;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Orchestration;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Pipelines.Time;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Types;

namespace Larder.Bench.Pipelines;

/// <summary>
/// A run of light tasks through the orchestrator over SQLite in one process, against the same bodies without an orchestrator. The measured run is the second one of its process; the first is told beside it.
/// </summary>
internal sealed class TasksBenchmark(string name, int tasks, bool isParallel, double target) : IBenchmark
{
    private const int Workers = 10;

    public string Name => name;

    public string Summary => isParallel ? $"{tasks} tasks of 10 ms on {Workers} workers, over SQLite" : $"{tasks} tasks of 10 ms one after the other, over SQLite";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var (larder, reference) = (new Series("Larder"), new Series("bodies alone"));
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
            {
                series.Add(await ChildProcess.MeasureAsync(this, work, new ChildArguments { ["state"] = options.FreshState(name) }, cancellationToken));
                Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N3} s, CPU {series.Runs[^1].CpuSeconds:N3} s");
            }
        }

        return new BenchReport
        {
            Name = Name,
            Value = larder.Seconds,
            Unit = "s",
            Reference = (isParallel ? $"the same bodies, {Workers} at a time, without an orchestrator" : "the same bodies one after the other, without an orchestrator", reference.Seconds, "s"),
            Target = ($"at most {target} s", target),
            Pass = larder.Seconds <= target,
            Details = new JsonObject
            {
                ["overhead_ms_per_task"] = Math.Round(1_000 * (larder.Seconds - reference.Seconds) / tasks, 3),
                ["larder"] = larder.ToJson(),
                ["bodies"] = reference.ToJson(),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var run = work == "reference" ? (Func<string, Task>)(_ => BodiesAsync(cancellationToken)) : await RunnerAsync(arguments["state"], cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await run("first");
        var first = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return await Measurement.OfAsync(async () =>
        {
            await run("second");
            return new JsonObject { ["first_seconds"] = Math.Round(first, 3) };
        });
    }

    private Task BodiesAsync(CancellationToken cancellationToken) => Parallel.ForAsync(
        0, tasks, new ParallelOptions { MaxDegreeOfParallelism = isParallel ? Workers : 1, CancellationToken = cancellationToken }, async (_, _) => await TasksRepository.BodyAsync());

    private async Task<Func<string, Task>> RunnerAsync(string state, CancellationToken cancellationToken)
    {
        var stores = SqlitePipelines.Open(Path.Combine(state, "pipelines.db"));
        var options = new OrchestratorOptions { Folder = state, Owner = "bench", Capacity = ResourceVector.Empty.With(ResourceVector.Cpu, Workers) };
        var pipelines = new TasksRepository(tasks, isParallel).Build().Pipelines;
        await stores.Schedules.PositionsAsync(cancellationToken);
        return async id =>
        {
            var orchestrator = new Orchestrator(new(stores.Runs, stores.History, stores.Schedules), pipelines, "v1", options, TimeProvider.System);
            await stores.Runs.CreateAsync([new(id, "light", DataInterval.At(new Instant(0)), new Instant(0))], cancellationToken: cancellationToken);
            RunRecord? ended = null;
            await orchestrator.RunAsync(async () => (ended = (await stores.History.ListAsync(new RunQuery { RunId = id }, cancellationToken))[0]).EndedAt is not null, isScheduling: false, cancellationToken);
            var ends = (await stores.History.EventsAsync(id, 0, cancellationToken)).Count(e => e is { Kind: RunEventKind.AttemptEnded, State: TaskState.Succeeded });
            if (ended?.State != RunState.Succeeded || ends != tasks)
            {
                throw new InvalidOperationException($"The run is {ended?.State} with {ends} of {tasks} tasks.");
            }
        };
    }
}
