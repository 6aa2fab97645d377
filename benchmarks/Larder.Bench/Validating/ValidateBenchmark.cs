using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;
using Larder.Offline.Versions;
using Larder.Quality;
using Larder.Quality.Checks;

namespace Larder.Bench.Validating;

/// <summary>
/// A suite of twenty expectations over an offline table, against one query written by hand that computes the same numbers from the same files. Both begin with opening the engine; the
/// numbers are compared.
/// </summary>
internal sealed class ValidateBenchmark : IBenchmark
{
    private const double MostRatio = 1.5;

    public string Name => "validate";

    public string Summary => "20 expectations over 10,000,000 rows, against one hand-written DuckDB aggregate query";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var rows = options.Rows(10_000_000);
        var state = Path.Combine(options.DataPath, $"validate-{rows}");
        Directory.CreateDirectory(state);
        await GeneratedTable.EnsureAsync(Path.Combine(state, "offline", "items"), new ValidateRepository().Build().Source("items"), Select(rows), cancellationToken);
        var (larder, reference) = (new Series("Larder"), new Series("DuckDB, by hand"));
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
            {
                series.Add(await ChildProcess.MeasureAsync(this, work, new ChildArguments { ["state"] = state }, cancellationToken));
                Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
            }
        }

        var isSame = larder.Runs.Select(r => r.Facts.ToJsonString()).SequenceEqual(reference.Runs.Select(r => r.Facts.ToJsonString()));
        return new BenchReport
        {
            Name = Name,
            Value = larder.Seconds,
            Unit = "s",
            Reference = ("one DuckDB aggregate query", reference.Seconds, "s"),
            Target = ("at most 1.5 times the reference, with the same numbers", MostRatio),
            Pass = isSame && larder.Seconds <= MostRatio * reference.Seconds,
            Details = new JsonObject { ["same_numbers"] = isSame, ["larder"] = larder.ToJson(), ["duckdb"] = reference.ToJson() },
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        if (work == "reference")
        {
            var files = await GeneratedTable.FilesAsync(Path.Combine(arguments["state"], "offline", "items"), cancellationToken);
            return await Measurement.OfAsync(() => Task.FromResult(Ask(files, cancellationToken)));
        }

        await using var opened = await BenchWorkspace.OpenAsync(new ValidateRepository(), arguments["state"], cancellationToken);
        return await Measurement.OfAsync(async () =>
        {
            var report = await SourceValidation.OfTableAsync(opened.Workspace, opened.Workspace.Catalog.Source("items"), cancellationToken: cancellationToken);
            return Facts(report.Results.Select(r => r.Check is AggregateCheck ? r.Tally.Value.ToNumber()!.Value : r.Tally.Bad));
        });
    }

    /// <summary>To nine digits: threads add in any order.</summary>
    private static JsonObject Facts(IEnumerable<double> numbers) => new() { ["numbers"] = string.Join(' ', numbers.Select(n => n.ToString("G9", CultureInfo.InvariantCulture))) };

    private static JsonObject Ask(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string> { ["threads"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture) };
        using var engine = DuckDbDatabase.Open(settings: settings);
        using var connection = engine.Connect();
        using var result = connection.Query(
            $$"""
            SELECT count(*)::DOUBLE,
                count(*) FILTER (WHERE sku IS NULL)::DOUBLE,
                count(*) FILTER (WHERE customer IS NULL)::DOUBLE,
                (count(*) FILTER (WHERE note IS NULL)) / count(*)::DOUBLE,
                count(*) FILTER (WHERE country NOT IN ('country 0', 'country 1', 'country 2', 'country 3', 'country 4', 'country 5', 'country 6', 'country 7'))::DOUBLE,
                count(*) FILTER (WHERE NOT (quantity >= 1 AND quantity <= 10000))::DOUBLE,
                count(*) FILTER (WHERE NOT (price > 0 AND price <= 1000))::DOUBLE,
                count(*) FILTER (WHERE NOT isfinite(price))::DOUBLE,
                count(*) FILTER (WHERE NOT (length(sku) BETWEEN 5 AND 12))::DOUBLE,
                count(*) FILTER (WHERE NOT regexp_matches(sku, '^sku [0-9]+$'))::DOUBLE,
                count(*) FILTER (WHERE note NOT LIKE 'note%')::DOUBLE,
                count(*) FILTER (WHERE trim(note) = '')::DOUBLE,
                count(*) FILTER (WHERE NOT (quantity <= stock))::DOUBLE,
                count(*) FILTER (WHERE sold_at > now()::TIMESTAMP + INTERVAL 5 MINUTE)::DOUBLE,
                min(price), max(quantity)::DOUBLE, avg(price), stddev_samp(price), sum(quantity)::DOUBLE, count(DISTINCT country)::DOUBLE
            FROM {{OpenedVersion.From(files)}}
            """,
            cancellationToken);
        using var chunk = result.Read(cancellationToken)!;
        return Facts(Enumerable.Range(0, chunk.ColumnCount).Select(i => chunk[i].Values<double>()[0]).ToArray());
    }

    private static string Select(long rows)
    {
        string Uniform(int salt) => $"(hash(32 * range + {salt}) / 18446744073709551616.0)";
        return $"""
            SELECT make_timestamp(1704067200000000 + 1000000 * CAST(floor(2592000 * range / {rows}.0) AS BIGINT)) AS _event_time, _event_time AS _known_at, range AS _sequence, _event_time AS sold_at,
                'sku ' || CAST(floor(4000 * {Uniform(1)}) AS INT) AS sku, CASE WHEN {Uniform(2)} < 0.75 THEN 'customer ' || CAST(floor(100000 * {Uniform(3)}) AS INT) END AS customer,
                'country ' || CAST(floor(10 * {Uniform(4)}) AS INT) AS country, CASE WHEN {Uniform(5)} < 0.2 THEN 'note ' || CAST(floor(1000 * {Uniform(6)}) AS INT) END AS note,
                CAST(floor(100 * {Uniform(7)}) AS INT) - 2 AS quantity, CAST(floor(200 * {Uniform(8)}) AS BIGINT) AS stock, round(100 * {Uniform(9)}, 2) AS price
            FROM range({rows})
            """;
    }
}
