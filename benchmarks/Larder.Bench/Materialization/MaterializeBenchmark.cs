using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Catalog;
using Larder.Engine;
using Larder.Materialization;
using Larder.Storage;

namespace Larder.Bench.Materialization;

/// <summary>
/// The whole of <see cref="Materializer.RunAsync"/>: a million entities of ten numbers, from the offline table into the SQLite online
/// store. One more run is stopped half-way and started again: the second run must write the rest only.
/// </summary>
internal sealed class MaterializeBenchmark : IBenchmark
{
    private const double LeastRows = 300_000;

    public string Name => "materialize";

    public string Summary => "1,000,000 entities of 10 features from history into the SQLite online store";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var data = MeterData.For(options);
        await data.EnsureAsync(cancellationToken);
        var arguments = new ChildArguments { ["state"] = data.State, ["meters"] = data.Meters.ToString(CultureInfo.InvariantCulture) };
        var larder = new Series("Larder");
        var reference = new Series("hand-written: DuckDB row_number, SQLite insert loop");
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
            {
                data.Clear();
                series.Add(await ChildProcess.MeasureAsync(this, work, arguments, cancellationToken));
                Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
            }
        }

        data.Clear();
        var stopped = (await ChildProcess.MeasureAsync(this, "stopped", arguments, cancellationToken)).Facts;
        var resumed = (await ChildProcess.MeasureAsync(this, "larder", arguments, cancellationToken)).Facts;
        var resumes = (long)stopped["stored"]! > 0 && (long)resumed["resumed"]! == (long)stopped["stored"]!
            && (long)resumed["written"]! + (long)stopped["stored"]! == data.Meters && (long)resumed["stored"]! == data.Meters;
        data.Clear();
        var rows = data.Meters / larder.Seconds;
        return new BenchReport
        {
            Name = Name,
            Value = rows,
            Unit = "entity rows/s",
            Reference = (reference.Name, data.Meters / reference.Seconds, "entity rows/s"),
            Target = ($"at least {LeastRows:N0} entity rows/s, and a stopped run resumes behind what it has written", LeastRows),
            Pass = rows >= LeastRows && resumes,
            Details = new JsonObject
            {
                ["rows"] = new JsonObject { ["events"] = 2 * data.Meters, ["entities"] = data.Meters, ["features"] = MeterData.Values },
                ["resume"] = new JsonObject
                {
                    ["stored_when_stopped"] = stopped["stored"]!.DeepClone(),
                    ["written_by_second_run"] = resumed["written"]!.DeepClone(),
                    ["stored_in_the_end"] = resumed["stored"]!.DeepClone(),
                    ["pass"] = resumes,
                },
                ["cpu_ratio"] = Math.Round(larder.CpuSeconds / reference.CpuSeconds, 3),
                ["larder"] = larder.ToJson(),
                ["reference_runs"] = reference.ToJson(),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = new MeterData(arguments["state"], arguments.Int("meters"));
        if (work == "reference")
        {
            return await MaterializeReference.MeasureAsync(data, cancellationToken);
        }

        await using var opened = await BenchWorkspace.OpenAsync(new Meters(), data.State, cancellationToken);
        var view = (CompiledSourceView)opened.Workspace.Catalog.View("meter_state");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new MaterializationOptions { Progress = work == "stopped" ? new StopHalfway(stop, data.Meters) : null };
        return await Measurement.OfAsync(async () =>
        {
            try
            {
                var report = await new Materializer(opened.Workspace).RunAsync(view, options, stop.Token);
                return new JsonObject { ["written"] = report.Written, ["resumed"] = report.Resumed, ["stored"] = await opened.Online.CountAsync(report.OnlineView, cancellationToken) };
            }
            catch (OperationCanceledException) when (work == "stopped")
            {
                return new JsonObject { ["stored"] = await opened.Online.CountAsync(OnlineViewName.Of("meter_state", 1), cancellationToken) };
            }
        });
    }

    private sealed class StopHalfway(CancellationTokenSource stop, long entities) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            if (value.Done >= entities / 2)
            {
                stop.Cancel();
            }
        }
    }
}
