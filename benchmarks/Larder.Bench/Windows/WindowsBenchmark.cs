using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;
using Larder.Offline.TrainingSets;

namespace Larder.Bench.Windows;

/// <summary>
/// Windowed sum and count of many entities at many times, through <see cref="TrainingSetBuilder"/>, Parquet in and out, against DuckDB's
/// <c>RANGE</c> window; the same with nine more aggregations; and the time with a quarter and half the events, and the questions, for the slopes.
/// </summary>
internal sealed class WindowsBenchmark : IBenchmark
{
    private const double MostTime = 1 / 3.0;
    private const double MostForNineMore = 3;

    private const string EngineMemory = "768MB";

    public string Name => "windows";

    public string Summary => "sum and count over 30 days at 2,000,000 points over 10,000,000 events, against DuckDB's RANGE window";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var (two, eleven) = (new Series("Larder, sum and count over 30 days"), new Series("Larder, nine more"));
        var (reference, unbounded) = (new Series("DuckDB RANGE window, same settings"), new Series("DuckDB RANGE window, DuckDB's default memory limit"));
        var full = WindowsData.For(options);
        for (var run = 0; run < options.Runs; run++)
        {
            await AddAsync(reference, "reference", options, (1, 1), EngineMemory, cancellationToken);
            await AddAsync(two, "WithTwo", options, (1, 1), EngineMemory, cancellationToken);
            await AddAsync(eleven, "WithEleven", options, (1, 1), EngineMemory, cancellationToken);
            await AddAsync(unbounded, "reference", options, (1, 1), string.Empty, cancellationToken);
        }

        Compare((string)two.Runs[^1].Facts["path"]!, WindowsReference.Output(full), cancellationToken);
        var events = await SlopeAsync(options, two.Seconds, scale => (scale, 1), cancellationToken);
        var questions = await SlopeAsync(options, two.Seconds, scale => (1, scale), cancellationToken);
        var best = Math.Min(reference.Seconds, unbounded.Seconds);
        var more = eleven.Seconds / two.Seconds;
        return new BenchReport
        {
            Name = Name,
            Value = two.Seconds,
            Unit = "s",
            Reference = ("DuckDB RANGE window, the faster setting", best, "s"),
            Target = ("at most a third of the reference's time, nine more aggregations at most three times one", Math.Round(MostTime, 3)),
            Pass = two.Seconds <= MostTime * best && more <= MostForNineMore,
            Details = new JsonObject
            {
                ["nine_more"] = new JsonObject { ["ratio"] = Math.Round(more, 3), ["target"] = MostForNineMore, ["pass"] = more <= MostForNineMore },
                ["slope_events"] = events,
                ["slope_queries"] = questions,
                ["two"] = two.ToJson(),
                ["eleven"] = eleven.ToJson(),
                ["reference_same_settings"] = reference.ToJson(),
                ["reference_unbounded"] = unbounded.ToJson(),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = WindowsData.Of(arguments);
        if (work == "reference")
        {
            return await WindowsReference.MeasureAsync(data, arguments["memory"], cancellationToken);
        }

        BenchWorkspace.ForgetRecords(data.State);
        await using var opened = await BenchWorkspace.OpenAsync(new WindowsRepository(), data.State, cancellationToken);
        var service = opened.Workspace.Catalog.Service(work == "WithTwo" ? "with_two" : "with_eleven");
        return await Measurement.OfAsync(async () =>
        {
            var set = await new TrainingSetBuilder(opened.Workspace).BuildAsync(service, data.Spine, new TrainingSetOptions(), cancellationToken);
            return new JsonObject { ["path"] = set.Path, ["sha256"] = set.Record.ContentHash };
        });
    }

    private async Task AddAsync(Series series, string work, BenchOptions options, (double Events, double Questions) scale, string memory, CancellationToken cancellationToken)
    {
        var data = WindowsData.For(options, scale.Events, scale.Questions);
        await data.EnsureAsync(cancellationToken);
        var arguments = data.ToArguments();
        arguments["memory"] = memory;
        series.Add(await ChildProcess.MeasureAsync(this, work, arguments, cancellationToken));
        Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
    }

    /// <summary>Seconds at a quarter and half of one size beside the whole; the exponent is 1 where all cost is linear in it, less where there is other cost.</summary>
    private async Task<JsonObject> SlopeAsync(
        BenchOptions options, double whole, Func<double, (double Events, double Questions)> scaled, CancellationToken cancellationToken)
    {
        var seconds = new JsonObject();
        var quarter = 0d;
        foreach (var scale in new[] { 0.25, 0.5 })
        {
            var series = new Series($"Larder, {scaled(scale).Events:P0} of the events, {scaled(scale).Questions:P0} of the questions");
            for (var run = 0; run < options.Runs; run++)
            {
                await AddAsync(series, "WithTwo", options, scaled(scale), EngineMemory, cancellationToken);
            }

            quarter = scale == 0.25 ? series.Seconds : quarter;
            seconds[scale.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)] = Math.Round(series.Seconds, 3);
        }

        seconds["1"] = Math.Round(whole, 3);
        seconds["exponent"] = Math.Round(Math.Log(whole / quarter) / Math.Log(4), 3);
        return seconds;
    }

    /// <summary>Counts are exact; sums may differ in the last bits, because DuckDB's order of additions is not defined.</summary>
    private static void Compare(string larder, string reference, CancellationToken cancellationToken)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        string Digest(string path) => connection.QueryScalar<string>(
            $"SELECT count(*) || ' ' || sum(hash(card_id, event_timestamp, label, two__count_30d)) || ' ' || round(sum(two__sum_30d), 0) FROM read_parquet({Identifiers.Literal(path)})", cancellationToken);
        if (Digest(larder) != Digest(reference))
        {
            throw new InvalidOperationException($"{larder} and {reference} differ in rows, counts or sums: {Digest(larder)} and {Digest(reference)}; one of them is wrong.");
        }
    }
}
