using System.CommandLine;
using System.Text.Json;
using Larder.Bench.Demo;
using Larder.Bench.Drifting;
using Larder.Bench.Incremental;
using Larder.Bench.Ingesting;
using Larder.Bench.Materialization;
using Larder.Bench.OnlineWindows;
using Larder.Bench.Pipelines;
using Larder.Bench.PointInTime;
using Larder.Bench.Reading;
using Larder.Bench.Serving;
using Larder.Bench.Validating;
using Larder.Bench.Windows;

namespace Larder.Bench.Harness;

/// <summary>The command line: one command per benchmark, a list without one.</summary>
internal static class BenchApp
{
    private static readonly IReadOnlyList<IBenchmark> All =
    [
        new DemoRealBenchmark(), new PitBenchmark(), new ServeBenchmark(), new MonitoringBenchmark(), new MaterializeBenchmark(), new WindowsBenchmark(), new WindowsLargeBenchmark(),
        new WindowsHotBenchmark(), new OnlineWindowBenchmark(), new ReadBenchmark(), new IncrementalBenchmark(), new IngestBenchmark(), new ValidateBenchmark(), new DriftBenchmark(),
        new TasksBenchmark("tasks-sequential", 40, isParallel: false, target: 0.7), new TasksBenchmark("tasks-parallel", 400, isParallel: true, target: 0.8), new GraphBenchmark(),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Larder's benchmarks: each prints one JSON document on standard output");
        root.SetAction(_ => List());
        foreach (var benchmark in All)
        {
            root.Subcommands.Add(CommandOf(benchmark));
        }

        root.Subcommands.Add(ChildCommand());
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static Command CommandOf(IBenchmark benchmark)
    {
        var output = new Option<string>("--output") { Description = "json; the only form", DefaultValueFactory = _ => "json" };
        var runs = new Option<int>("--runs") { Description = "Measurements of each side; the median counts", DefaultValueFactory = _ => 3 };
        var scale = new Option<double>("--scale") { Description = "Factor on the number of rows; the targets hold for 1", DefaultValueFactory = _ => 1 };
        var data = new Option<string>("--data")
        {
            Description = "Folder in which generated data is kept",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "larder-bench"),
        };
        var variant = new Option<string?>("--variant") { Description = "A variant; see docs/performance.md" };
        var input = new Option<string?>("--input") { Description = "A real input file, where the benchmark takes one" };
        var command = new Command(benchmark.Name, benchmark.Summary) { output, runs, scale, data, variant, input };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new BenchOptions(
                parsed.GetValue(runs), parsed.GetValue(scale), Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(variant), parsed.GetValue(input));
            Directory.CreateDirectory(options.DataPath);
            var report = await benchmark.RunAsync(options, cancellationToken);
            Console.Error.WriteLine($"{report.Name}: {report.Value:N2} {report.Unit}, {report.Reference.Name} {report.Reference.Value:N2} {report.Reference.Unit}, "
                + $"ratio {report.Ratio:N3}; target: {report.Target.Text}: {(report.Pass ? "reached" : "missed")}");
            Console.Out.WriteLine(report.ToJson().ToJsonString(Indented));
            return 0;
        });
        return command;
    }

    private static Command ChildCommand()
    {
        var name = new Argument<string>("benchmark");
        var work = new Argument<string>("work");
        var pairs = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(ChildProcess.Command) { name, work, pairs };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var benchmark = All.First(b => b.Name == parsed.GetValue(name));
            var measurement = await benchmark.MeasureAsync(parsed.GetValue(work)!, ChildArguments.Parse(parsed.GetValue(pairs)!), cancellationToken);
            Console.Out.WriteLine(measurement.ToJson().ToJsonString());
            return 0;
        });
        return command;
    }

    private static int List()
    {
        foreach (var benchmark in All)
        {
            Console.Out.WriteLine($"{benchmark.Name,-16} {benchmark.Summary}");
        }

        return 0;
    }
}
