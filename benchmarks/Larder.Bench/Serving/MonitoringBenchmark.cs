using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Bench.Materialization;
using Larder.Catalog;
using Larder.Server;
using Larder.Serving.Monitoring;
using Larder.Serving.Online;
using Larder.Sqlite;
using Larder.Types;

namespace Larder.Bench.Serving;

/// <summary>
/// One entity of a service of ten features out of a million stored ones, asked of two servers in one process over one store: one counts freshness, coverage
/// and results and stores the tallies, the other does neither. They are asked in turn, in short rounds, the first of a round changing.
/// </summary>
internal sealed class MonitoringBenchmark : IBenchmark
{
    private const string Service = "\"feature_service\":\"dashboard\"";
    private const double MostLatency = 1.05;
    private const int RoundsPerRun = 8;

    public string Name => "monitoring";

    public string Summary => "POST /get-online-features, 1 entity of a service of 10 features, with monitoring against without";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var data = MeterData.For(Path.Combine(options.DataPath, "serve"), options.Rows(1_000_000));
        await data.EnsureAsync(cancellationToken);
        await MeterServer.MaterializeAsync(data, cancellationToken);
        var reads = await ChildProcess.MeasureAsync(this, "reads", new ChildArguments { ["state"] = data.State }, cancellationToken);
        Console.Error.WriteLine($"  a read alone: {reads.Facts.ToJsonString()}");
        using var server = ChildProcess.Start(typeof(MonitoringBenchmark).Assembly.Location, [ChildProcess.Command, Name, "servers", .. new ChildArguments { ["state"] = data.State }.ToPairs()]);
        try
        {
            string[] addresses = [(await server.StandardOutput.ReadLineAsync(cancellationToken))!, (await server.StandardOutput.ReadLineAsync(cancellationToken))!];
            var script = Path.Combine(data.State, "ask-service.lua");
            await File.WriteAllTextAsync(script, MeterServer.Script(data, Service), cancellationToken);
            foreach (var address in addresses)
            {
                await AskAsync(address, 3);
            }

            var (watched, plain) = (new List<Wrk.Load>(), new List<Wrk.Load>());
            for (var round = 0; round < options.Runs * RoundsPerRun; round++)
            {
                foreach (var isWatched in new[] { round % 2 == 0, round % 2 != 0 })
                {
                    (isWatched ? watched : plain).Add(await AskAsync(addresses[isWatched ? 0 : 1], 1));
                }

                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  with {watched[^1].Mean:0.0} µs, without {plain[^1].Mean:0.0} µs"));
            }

            return Report(data, watched, plain, reads);

            Task<Wrk.Load> AskAsync(string address, int seconds) => Wrk.LoadAsync(address + "get-online-features", script, seconds, cancellationToken);
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The servers: say their addresses on the first two lines, the one that counts first, and end with their standard input. Or reads without HTTP.</summary>
    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        await using var opened = await BenchWorkspace.OpenAsync(new Meters(), arguments["state"], cancellationToken);
        if (work == "reads")
        {
            var versions = await AppliedVersions.LoadAsync(opened.Workspace.Catalog, opened.Workspace.Definitions, cancellationToken);
            var watchedReader = new FeatureReader(opened.Workspace.Catalog, versions, opened.Online, monitor: new ServingMonitor(opened.Workspace.Catalog));
            return await Measurement.OfAsync(() => Task.FromResult(Alone(watchedReader, new FeatureReader(opened.Workspace.Catalog, versions, opened.Online))));
        }

        await using var monitoring = SqliteMonitoring.Open(Path.Combine(arguments["state"], "monitoring.db"));
        return await Measurement.OfAsync(async () =>
        {
            await using var watched = await LarderServer.StartAsync(MeterServer.Options(opened, larder => larder.Tallies = monitoring.Tallies), cancellationToken);
            await using var plain = await LarderServer.StartAsync(MeterServer.Options(opened, larder => larder.Monitoring = false), cancellationToken);
            await Console.Out.WriteLineAsync(watched.Address.ToString());
            await Console.Out.WriteLineAsync(plain.Address.ToString());
            await Console.In.ReadToEndAsync(cancellationToken);
            return [];
        });
    }

    /// <summary>Nanoseconds of a read of one entity, with and without counting: medians of many short stretches in turn.</summary>
    private static JsonObject Alone(FeatureReader watched, FeatureReader plain)
    {
        var (with, without) = (new List<double>(), new List<double>());
        for (var stretch = 0; stretch < 400; stretch++)
        {
            with.Add(Stretch(watched, stretch));
            without.Add(Stretch(plain, stretch));
        }

        return new JsonObject
        {
            ["with_ns"] = Math.Round(Median(with.Skip(100))),
            ["without_ns"] = Math.Round(Median(without.Skip(100))),
            ["added_ns"] = Math.Round(Median(with.Zip(without, (w, p) => w - p).Skip(100))),
        };
    }

    private static double Stretch(FeatureReader reader, int seed)
    {
        const int Reads = 1_000;
        var (plan, random) = (reader.PlanOf("dashboard"), new Random(seed));
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Reads; i++)
        {
            using var frame = plan.Rent();
            frame.SetKey(0, EntityKey.From(random.NextInt64(1_000)));
            var read = reader.ReadAsync(frame, Instant.From(TimeProvider.System.GetUtcNow()));
            if (!read.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("A read of the embedded store did not end at once.");
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Reads;
    }

    private BenchReport Report(MeterData data, List<Wrk.Load> watched, List<Wrk.Load> plain, Measurement reads)
    {
        var (with, without) = (Median(watched.Select(l => l.Mean)), Median(plain.Select(l => l.Mean)));
        return new BenchReport
        {
            Name = Name,
            Value = with,
            Unit = "µs",
            Reference = ("the same without monitoring", without, "µs"),
            Target = ($"at most {MostLatency.ToString(CultureInfo.InvariantCulture)} times the mean latency without monitoring", MostLatency),
            Pass = with <= MostLatency * without,
            Details = new JsonObject
            {
                ["entities_stored"] = data.Meters,
                ["connections"] = Wrk.Connections,
                ["read_alone"] = reads.Facts.DeepClone(),
                ["median_of_round_ratios"] = Math.Round(Median(watched.Zip(plain, (w, p) => w.Mean / p.Mean)), 3),
                ["p99_ms"] = new JsonObject { ["value"] = Median(watched.Select(l => l.P99)), ["reference"] = Median(plain.Select(l => l.P99)) },
                ["rounds"] = new JsonArray([.. watched.Zip(plain, (w, p) => (JsonNode)new JsonObject { ["with"] = Math.Round(w.Mean, 1), ["without"] = Math.Round(p.Mean, 1) })]),
            },
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
