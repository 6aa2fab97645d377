using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;
using Larder.Offline.TrainingSets;

namespace Larder.Bench.PointInTime;

/// <summary>
/// The point-in-time join of a spine with a row view, through <see cref="TrainingSetBuilder"/>: Parquet spine in, Parquet training set
/// out, hashes of both included; against DuckDB's ASOF join with the same engine settings.
/// </summary>
internal sealed class PitBenchmark : IBenchmark
{
    private const double MostTime = 1.15;
    private const double MostMemory = 1.2;

    /// <summary>The workspace's default, so that both engines may use the same.</summary>
    private const string EngineMemory = "768MB";

    public string Name => "pit";

    public string Summary => "training set of 2,000,000 rows from 10,000,000 readings, against DuckDB's ASOF JOIN (--variant int64 or string)";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        string[] variants = options.Variant is { } only ? [only] : ["int64", "string"];
        var outcomes = new List<(string Variant, Series Larder, Series Reference, Series Unbounded, JsonObject Rows)>();
        foreach (var variant in variants)
        {
            outcomes.Add(await RunAsync(options, variant, cancellationToken));
        }

        var (_, larder, reference, unbounded, rows) = outcomes[0];
        var memory = larder.PeakBytes / reference.PeakBytes;
        return new BenchReport
        {
            Name = Name,
            Value = larder.Seconds,
            Unit = "s",
            Reference = (reference.Name, reference.Seconds, "s"),
            Target = ($"at most {MostTime} times the reference's time and {MostMemory} times its peak memory", MostTime),
            Pass = larder.Seconds <= MostTime * reference.Seconds && memory <= MostMemory,
            Details = new JsonObject
            {
                ["rows"] = rows,
                ["peak_memory"] = new JsonObject
                {
                    ["value"] = Math.Round(larder.PeakBytes / (1 << 20), 1),
                    ["reference"] = Math.Round(reference.PeakBytes / (1 << 20), 1),
                    ["unit"] = "MiB",
                    ["ratio"] = Math.Round(memory, 3),
                    ["target"] = MostMemory,
                    ["pass"] = memory <= MostMemory,
                },
                ["cpu_ratio"] = Math.Round(larder.CpuSeconds / reference.CpuSeconds, 3),
                ["ratio_to_unbounded_reference"] = Math.Round(larder.Seconds / unbounded.Seconds, 3),
                ["variants"] = new JsonArray([.. outcomes.Select(o => (JsonNode)new JsonObject
                {
                    ["keys"] = o.Variant,
                    ["ratio"] = Math.Round(o.Larder.Seconds / o.Reference.Seconds, 3),
                    ["cpu_ratio"] = Math.Round(o.Larder.CpuSeconds / o.Reference.CpuSeconds, 3),
                    ["memory_ratio"] = Math.Round(o.Larder.PeakBytes / o.Reference.PeakBytes, 3),
                    ["larder"] = o.Larder.ToJson(),
                    ["reference"] = o.Reference.ToJson(),
                    ["unbounded_reference"] = o.Unbounded.ToJson(),
                })]),
            },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var data = new PitData(arguments["state"], arguments["keys"] == "string", long.Parse(arguments["features"], null), long.Parse(arguments["spine"], null));
        if (work == "reference")
        {
            return await PitReference.MeasureAsync(data, arguments["memory"], cancellationToken);
        }

        // Without a record of an earlier run the training set is built, not compared with that record.
        BenchWorkspace.ForgetRecords(data.State);
        await using var opened = await BenchWorkspace.OpenAsync(data.Repository, data.State, cancellationToken);
        var service = opened.Workspace.Catalog.Service("monitoring");
        return await Measurement.OfAsync(async () =>
        {
            var set = await new TrainingSetBuilder(opened.Workspace).BuildAsync(service, data.Spine, new TrainingSetOptions(), cancellationToken);
            return new JsonObject { ["path"] = set.Path, ["bytes"] = new FileInfo(set.Path).Length, ["sha256"] = set.Record.ContentHash };
        });
    }

    private async Task<(string Variant, Series Larder, Series Reference, Series Unbounded, JsonObject Rows)> RunAsync(
        BenchOptions options, string variant, CancellationToken cancellationToken)
    {
        var data = PitData.For(options, variant == "string");
        await data.EnsureAsync(cancellationToken);
        var arguments = new ChildArguments
        {
            ["state"] = data.State,
            ["keys"] = variant,
            ["features"] = options.Rows(10_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["spine"] = options.Rows(2_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["memory"] = EngineMemory,
        };
        var larder = new Series("Larder");
        var reference = new Series("DuckDB ASOF LEFT JOIN, same settings");
        var unbounded = new Series("DuckDB ASOF LEFT JOIN, DuckDB's default memory limit");
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work, memory) in new[] { (reference, "reference", EngineMemory), (larder, "larder", EngineMemory), (unbounded, "reference", string.Empty) })
            {
                arguments["memory"] = memory;
                series.Add(await ChildProcess.MeasureAsync(this, work, arguments, cancellationToken));
                Console.Error.WriteLine($"  {variant} {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
            }
        }

        var rows = Compare((string)larder.Runs[^1].Facts["path"]!, PitReference.Output(data), cancellationToken);
        return (variant, larder, reference, unbounded, rows);
    }

    /// <summary>Both results must agree in everything that ties do not touch: rows, event times and statuses.</summary>
    private static JsonObject Compare(string larder, string reference, CancellationToken cancellationToken)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        string Sum(string path) => connection.QueryScalar<string>(
            $"SELECT count(*) || ' ' || sum(hash(sensor_id, event_timestamp, label, latest__event_time, latest__status)) FROM read_parquet({Identifiers.Literal(path)})", cancellationToken);
        if (Sum(larder) != Sum(reference))
        {
            throw new InvalidOperationException($"{larder} and {reference} differ in rows, event times or statuses; one of them is wrong.");
        }

        long Count(string condition) => connection.QueryScalar<long>($"SELECT count(*) FROM read_parquet({Identifiers.Literal(larder)}) WHERE {condition}", cancellationToken);
        return new JsonObject
        {
            ["spine"] = Count("true"),
            ["present"] = Count("latest__status = 'PRESENT'"),
            ["outside_max_age"] = Count("latest__status = 'OUTSIDE_MAX_AGE'"),
            ["not_found"] = Count("latest__status = 'NOT_FOUND'"),
        };
    }
}
