using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Offline.TrainingSets;

namespace Larder.Bench.Windows;

/// <summary>
/// A training set over ten times the history of <c>windows</c>, which does not fit the memory it may use: it has to finish within that and have the
/// bytes of one made in memory.
/// </summary>
internal sealed class WindowsLargeBenchmark : IBenchmark
{
    private const int LimitMegabytes = 2048;

    public string Name => "windows-large";

    public string Summary => "sum and count over 30 days at 2,000,000 points over 100,000,000 events within 2 GB, against all of it in memory";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var data = WindowsData.For(options, events: 10);
        await data.EnsureAsync(cancellationToken);
        var within = await MeasureAsync("within 2 GB", data, LimitMegabytes, cancellationToken);
        var inMemory = await MeasureAsync("in memory", data, limit: null, cancellationToken);
        var same = (string)within.Facts["sha256"]! == (string)inMemory.Facts["sha256"]!;
        var fits = within.PeakBytes <= (long)LimitMegabytes << 20;
        return new BenchReport
        {
            Name = Name,
            Value = within.Seconds,
            Unit = "s",
            Reference = ("Larder, all in memory", inMemory.Seconds, "s"),
            Target = ("finishes within 2,048 MiB with the same bytes as in memory; peak in MiB", LimitMegabytes),
            Pass = same && fits,
            Details = new JsonObject
            {
                ["peak_mb"] = Math.Round(within.PeakBytes / (double)(1 << 20), 1),
                ["peak_mb_in_memory"] = Math.Round(inMemory.PeakBytes / (double)(1 << 20), 1),
                ["same_bytes"] = same,
                ["within"] = within.ToJson(),
                ["in_memory"] = inMemory.ToJson(),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = WindowsData.Of(arguments);
        BenchWorkspace.ForgetRecords(data.State);
        int? limit = arguments["limit"].Length > 0 ? int.Parse(arguments["limit"], CultureInfo.InvariantCulture) : null;
        await using var opened = await BenchWorkspace.OpenAsync(new WindowsRepository(), data.State, cancellationToken, limit);
        return await Measurement.OfAsync(async () =>
        {
            var set = await new TrainingSetBuilder(opened.Workspace).BuildAsync(
                opened.Workspace.Catalog.Service("with_two"), data.Spine, new TrainingSetOptions(), cancellationToken);
            return new JsonObject { ["sha256"] = set.Record.ContentHash };
        });
    }

    private async Task<Measurement> MeasureAsync(string name, WindowsData data, int? limit, CancellationToken cancellationToken)
    {
        var arguments = data.ToArguments();
        arguments["limit"] = limit?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        var measured = await ChildProcess.MeasureAsync(this, "WithTwo", arguments, cancellationToken);
        Console.Error.WriteLine($"  {name}: {measured.Seconds:N2} s, CPU {measured.CpuSeconds:N2} s, {measured.PeakBytes >> 20:N0} MiB");
        return measured;
    }
}
