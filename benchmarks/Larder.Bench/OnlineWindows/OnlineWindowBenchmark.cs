using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Bench.Harness;
using Larder.Catalog;
using Larder.Serving.Online;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Types;

namespace Larder.Bench.OnlineWindows;

/// <summary>
/// Thirty windowed features of one entity, read from the embedded store through <see cref="FeatureReader"/>, in process, at times of the last
/// two hours. The reference folds all the entity's events for each read, as a store without tiles does, from memory; its values must be equal
/// as bits. A bare read of the same row says what SQLite itself costs, and the same reads without any cache what a first read does.
/// </summary>
internal sealed class OnlineWindowBenchmark : IBenchmark
{
    private const double MostFew = 10;
    private const double MostMany = 50;
    private const int Few = 1_000;
    private const int Many = 1_000_000;

    public string Name => "online-window";

    public string Summary => "30 windowed features of one entity from the embedded store, with 1,000 and 1,000,000 events in the windows, against folding all events";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var few = await RunAsync(options, Few, cards: 500, cancellationToken);
        var many = await RunAsync(options, (int)options.Rows(Many), cards: 1, cancellationToken);
        var (value, large) = ((double)few["p50_us"]!, (double)many["p50_us"]!);
        return new BenchReport
        {
            Name = Name,
            Value = value,
            Unit = "us (p50, 1,000 events)",
            Reference = ("all events folded per read, 1,000 events", (double)few["all_events_folded_us"]!, "us"),
            Target = ($"p50 under {MostFew} us with 1,000 events and under {MostMany} us with 1,000,000", MostFew),
            Pass = value < MostFew && large < MostMany,
            Details = new JsonObject { ["events_1000"] = few, ["events_1000000"] = many },
        };
    }

    public Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken) =>
        Measurement.OfAsync(() => MeasureAsync(new OnlineWindowData(arguments.Int("cards"), arguments.Int("payments")), arguments["state"], arguments.Int("reads"), cancellationToken));

    private async Task<JsonObject> RunAsync(BenchOptions options, int payments, int cards, CancellationToken cancellationToken)
    {
        var series = new Series($"{payments} events");
        for (var run = 0; run < options.Runs; run++)
        {
            var arguments = new ChildArguments
            {
                ["cards"] = cards.ToString(CultureInfo.InvariantCulture),
                ["payments"] = payments.ToString(CultureInfo.InvariantCulture),
                ["state"] = options.FreshState($"online-window-{payments}"),
                ["reads"] = "20000",
            };
            series.Add(await ChildProcess.MeasureAsync(this, "read", arguments, cancellationToken));
            Console.Error.WriteLine($"  {payments} events: {series.Runs[^1].Facts.ToJsonString()}");
            Directory.Delete(arguments["state"], recursive: true);
        }

        return new JsonObject([.. series.Runs[0].Facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)Series.Median(series.Runs.Select(r => (double)r.Facts[fact.Key]!))))]);
    }

    private static async Task<JsonObject> MeasureAsync(OnlineWindowData data, string state, int reads, CancellationToken cancellationToken)
    {
        var catalog = new OnlineWindowRepository().Build();
        var versions = new AppliedVersions(new Dictionary<string, int> { ["card_windows"] = 1 }, new Dictionary<string, int> { ["service30"] = 1 });
        await using var store = SqliteOnlineStore.Open(Path.Combine(state, "online.db"));
        var bytes = await data.FillAsync(store, "card_windows@v1", cancellationToken);
        var reader = new FeatureReader(catalog, versions, store);
        var plan = reader.PlanOf(catalog.View("card_windows").Features.Select(f => $"card_windows:{f.Name}").ToArray());
        var keys = Enumerable.Range(0, data.Cards).Select(card => EntityKey.From((long)card)).ToArray();
        await CheckAsync(data, reader, plan, keys, cancellationToken);

        var times = new double[reads];
        for (var warm = 0; warm < 5; warm++)
        {
            Measure(reader, plan, keys, times);
        }

        await using var bare = SqliteOnlineStore.Open(store.Path, new SqliteOptions { RowCacheBytes = 0 });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(reader, plan, keys, times);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)reads;
        Array.Sort(times);
        return new JsonObject
        {
            ["p50_us"] = Math.Round(times[reads / 2], 2),
            ["p99_us"] = Math.Round(times[reads * 99 / 100], 2),
            ["allocated_bytes_per_read"] = Math.Round(allocated, 1),
            ["without_caches_p50_us"] = Math.Round(WithoutCaches(new FeatureReader(catalog, versions, bare, new TileCache(0)), keys), 2),
            ["bare_point_read_us"] = Math.Round(BareRead(bare, keys, times), 2),
            ["all_events_folded_us"] = Math.Round(FoldAll(data), 2),
            ["stored_bytes_per_entity"] = bytes,
        };
    }

    private static void Measure(FeatureReader reader, ReadPlan plan, EntityKey[] keys, double[] times)
    {
        var random = new Random(7);
        for (var read = 0; read < times.Length; read++)
        {
            var (key, at) = (keys[random.Next(keys.Length)], new Instant(OnlineWindowData.Now.Microseconds - random.NextInt64(7_200_000_000)));
            var started = Stopwatch.GetTimestamp();
            Read(reader, plan, key, at);
            times[read] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
    }

    private static double WithoutCaches(FeatureReader reader, EntityKey[] keys)
    {
        var (plan, times) = (reader.PlanOf("service_30"), new double[2_000]);
        Measure(reader, plan, keys, times);
        Measure(reader, plan, keys, times);
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static FeatureValue Read(FeatureReader reader, ReadPlan plan, EntityKey key, Instant at)
    {
        using var frame = plan.Rent();
        frame.SetKey(0, key);
        return IsComplete(reader.ReadAsync(frame, at)) ? frame.Value(0, 0) : throw new InvalidOperationException("The embedded store did not answer at once.");
    }

    private static bool IsComplete(ValueTask read) => read.IsCompletedSuccessfully;

    /// <summary>The store's own part: the entity's row, without its segments, into memory that is used again.</summary>
    private static double BareRead(SqliteOnlineStore store, EntityKey[] keys, double[] times)
    {
        var (random, wanted, payloads) = (new Random(7), new SegmentKey[1], new PayloadBuffer());
        for (var read = 0; read < times.Length; read++)
        {
            wanted[0] = new SegmentKey(keys[random.Next(keys.Length)], SegmentKey.Row);
            var started = Stopwatch.GetTimestamp();
            IsComplete(store.ReadSegmentsAsync("card_windows@v1", wanted, payloads));
            times[read] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static double FoldAll(OnlineWindowData data)
    {
        var (stored, events) = (EntityEventsCodec.Encode(data.Events(0)), new EntityEvents(OnlineWindowData.View.Plan.Inputs));
        var (kernel, results) = (OnlineWindowData.View.Plan.CreateKernel(), new FeatureValue[OnlineWindowData.View.Plan.Aggregations.Count]);
        var times = new List<double>();
        for (var (read, began) = (0, Stopwatch.GetTimestamp()); read < 5 || (read < 2_000 && Stopwatch.GetElapsedTime(began).TotalSeconds < 2); read++)
        {
            var started = Stopwatch.GetTimestamp();
            EntityEventsCodec.Decode(stored, events);
            kernel.Evaluate(events, OnlineWindowData.TimeOf(read), results);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Series.Median(times);
    }

    /// <summary>Values from tiles equal those from all events, as bits.</summary>
    private static async Task CheckAsync(OnlineWindowData data, FeatureReader reader, ReadPlan plan, EntityKey[] keys, CancellationToken cancellationToken)
    {
        var evaluator = new AggregateEvaluator(OnlineWindowData.View);
        var events = data.Events(0);
        for (var read = 0; read < 200; read++)
        {
            using var frame = plan.Rent();
            frame.SetKey(0, keys[0]);
            await reader.ReadAsync(frame, OnlineWindowData.TimeOf(read), cancellationToken);
            evaluator.Evaluate(events, OnlineWindowData.TimeOf(read));
            for (var f = 0; f < evaluator.Features.Length; f++)
            {
                if (frame.Value(0, f) != evaluator.Features[f])
                {
                    throw new InvalidOperationException($"{OnlineWindowData.View.Features[f].Name} at {OnlineWindowData.TimeOf(read)} is {frame.Value(0, f)} from tiles and {evaluator.Features[f]} from events.");
                }
            }
        }
    }
}
