using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Catalog;
using Larder.Ingestion;
using Larder.Materialization;

namespace Larder.Bench.Incremental;

/// <summary>
/// <c>materialize-incremental</c> after one new row per thousand, against the run over everything: an aggregate view and a row view in the SQLite store,
/// both in one process, as a scheduler runs them. In a process of its own, where all is compiled first, it is measured too.
/// </summary>
internal sealed class IncrementalBenchmark : IBenchmark
{
    private const double MostShare = 0.02;
    private const int Portions = 5;

    public string Name => "incremental";

    public string Summary => "materialize-incremental after 0.1 % new rows, against a full run over 10,000,000 (--variant: orders or payments)";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var data = IncrementalData.For(options);
        var (full, incremental, alone) = (new Series("full run"), new Series("incremental run"), new Series("incremental run in a process of its own"));
        for (var run = 0; run < options.Runs; run++)
        {
            await data.ResetAsync(cancellationToken);
            Add(full, await ChildProcess.MeasureAsync(this, "full", Arguments(data, 0), cancellationToken));
            foreach (var portion in full.Runs[^1].Facts["incremental"]!.AsArray())
            {
                Add(incremental, Measurement.FromJson((JsonObject)portion!.DeepClone()));
            }

            Add(alone, await ChildProcess.MeasureAsync(this, "incremental", Arguments(data, Portions), cancellationToken));
        }

        Directory.Delete(data.State, recursive: true);
        if (incremental.Runs.Concat(alone.Runs).Any(r => r.Facts["whole_because"] is not null || (long)r.Facts["written"]! == 0))
        {
            throw new InvalidOperationException($"An incremental run was none: {incremental.ToJson().ToJsonString()}");
        }

        var share = incremental.Seconds / full.Seconds;
        return new BenchReport
        {
            Name = Name,
            Value = incremental.Seconds * 1000,
            Unit = "ms",
            Reference = (full.Name, full.Seconds * 1000, "ms"),
            Target = ("at most 2 % of the full run's time", MostShare),
            Pass = share <= MostShare,
            Details = new JsonObject
            {
                ["new_rows"] = data.PortionRows,
                ["cpu_share"] = Math.Round(incremental.CpuSeconds / full.CpuSeconds, 4),
                ["alone_share"] = Math.Round(alone.Seconds / full.Seconds, 4),
                ["full"] = full.ToJson(),
                ["incremental"] = incremental.ToJson(),
                ["alone"] = alone.ToJson(),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = IncrementalData.Of(arguments);
        await using var opened = await BenchWorkspace.OpenAsync(new IncrementalRepository(), data.State, cancellationToken);
        var workspace = opened.Workspace;
        var portion = arguments.Int("portion");
        if (work == "incremental")
        {
            await IngestAsync(portion);
            return await RunAsync(isIncremental: true);
        }

        var full = await RunAsync(isIncremental: false);
        var portions = new JsonArray();
        for (; portion < Portions; portion++)
        {
            await IngestAsync(portion);
            portions.Add((JsonNode)(await RunAsync(isIncremental: true)).ToJson());
        }

        full.Facts["incremental"] = portions;
        return full;

        Task IngestAsync(int number) =>
            EventIngestion.RunAsync(workspace, workspace.Catalog.Source("order_lines"), data.WritePortion(number, cancellationToken), cancellationToken: cancellationToken);

        Task<Measurement> RunAsync(bool isIncremental) => Measurement.OfAsync(async () =>
        {
            var facts = new JsonObject { ["written"] = 0L };
            foreach (var view in new[] { "lately", "last_line" })
            {
                var report = await new Materializer(workspace).RunAsync(
                    (CompiledSourceView)workspace.Catalog.View(view), new MaterializationOptions { Incremental = isIncremental }, cancellationToken);
                facts["written"] = (long)facts["written"]! + report.Written;
                facts["whole_because"] ??= report.WholeBecause;
            }

            return facts;
        });
    }

    private static ChildArguments Arguments(IncrementalData data, int portion)
    {
        var arguments = data.ToArguments();
        arguments["portion"] = portion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return arguments;
    }

    private static void Add(Series series, Measurement run)
    {
        series.Add(run);
        Console.Error.WriteLine($"  {series.Name}: {run.Seconds:N3} s, CPU {run.CpuSeconds:N3} s, {run.PeakBytes >> 20:N0} MiB, {run.Facts["written"]} written");
    }
}
