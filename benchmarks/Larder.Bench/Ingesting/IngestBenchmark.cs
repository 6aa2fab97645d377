using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.DuckDb;
using Larder.Ingestion;

namespace Larder.Bench.Ingesting;

/// <summary>
/// Raw files into the offline table, checked row by row, against the engine's own <c>COPY</c> of the same file into Parquet by day, with the same compression and threads. Both begin
/// with the file and end with data on disk.
/// </summary>
internal sealed class IngestBenchmark : IBenchmark
{
    private const double LeastShare = 0.7;

    private static readonly string[] Formats = ["csv.gz", "parquet"];

    public string Name => "ingest";

    public string Summary => "2,000,000 rows of CSV.gz and of Parquet into an offline table, against DuckDB's COPY to partitioned Parquet";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var rows = options.Rows(2_000_000);
        var folder = Path.Combine(options.DataPath, $"ingest-{rows}");
        Write(folder, rows, cancellationToken);
        var (details, least) = (new JsonObject(), (Share: double.MaxValue, Seconds: 0d, Reference: 0d));
        foreach (var format in Formats)
        {
            var (larder, reference) = (new Series($"Larder, {format}"), new Series($"DuckDB COPY, {format}"));
            for (var run = 0; run < options.Runs; run++)
            {
                foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
                {
                    var arguments = new ChildArguments { ["folder"] = folder, ["format"] = format, ["state"] = options.FreshState("ingest") };
                    series.Add(await ChildProcess.MeasureAsync(this, work, arguments, cancellationToken));
                    Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
                    Directory.Delete(arguments["state"], recursive: true);
                }
            }

            var share = reference.Seconds / larder.Seconds;
            details[format] = new JsonObject
            {
                ["share"] = Math.Round(share, 3),
                ["cpu_share"] = Math.Round(reference.CpuSeconds / larder.CpuSeconds, 3),
                ["larder"] = larder.ToJson(),
                ["reference"] = reference.ToJson(),
            };
            least = share < least.Share ? (share, larder.Seconds, reference.Seconds) : least;
        }

        return new BenchReport
        {
            Name = Name,
            Value = rows / least.Seconds,
            Unit = "rows/s",
            Reference = ("DuckDB COPY to partitioned Parquet, the format that is slower beside it", rows / least.Reference, "rows/s"),
            Target = ("at least 0.7 of the reference's rows per second, in both formats", LeastShare),
            Pass = least.Share >= LeastShare,
            Details = details,
        };
    }

    public async Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken)
    {
        var input = Path.Combine(arguments["folder"], $"trips.{arguments["format"]}");
        if (work == "reference")
        {
            return await Measurement.OfAsync(() =>
            {
                var settings = new Dictionary<string, string> { ["threads"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture) };
                using var engine = DuckDbDatabase.Open(settings: settings);
                using var connection = engine.Connect();
                var rows = arguments["format"] == "parquet" ? $"read_parquet({Identifiers.Literal(input)})" : $"read_csv({Identifiers.Literal(input)}, header = true)";
                connection.Execute(
                    $"COPY (SELECT *, picked_up::DATE AS event_date FROM {rows}) TO {Identifiers.Literal(Path.Combine(arguments["state"], "copy"))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (event_date))",
                    cancellationToken);
                return Task.FromResult(new JsonObject());
            });
        }

        await using var opened = await BenchWorkspace.OpenAsync(new IngestRepository(), arguments["state"], cancellationToken);
        var source = opened.Workspace.Catalog.Source(arguments["format"] == "parquet" ? "from_parquet" : "from_csv");
        return await Measurement.OfAsync(async () =>
        {
            var report = await EventIngestion.RunAsync(opened.Workspace, source, input, cancellationToken: cancellationToken);
            return new JsonObject { ["stored"] = report.Counts.RowsStored, ["quarantined"] = report.Counts.RowsQuarantined };
        });
    }

    private static void Write(string folder, long rows, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(folder, "trips.parquet")))
        {
            return;
        }

        Console.Error.WriteLine($"writing {folder} …");
        Directory.CreateDirectory(folder);
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        string Uniform(int salt) => $"(hash(32 * range + {salt}) / 18446744073709551616.0)";
        var select = $"""
            SELECT range AS trip_id, 'zone ' || CAST(floor(265 * {Uniform(1)}) AS INT) AS zone,
                make_timestamp(1704067200000000 + 1000000 * CAST(floor(2592000 * range / {rows}.0) AS BIGINT)) AS picked_up,
                CASE WHEN {Uniform(7)} < 0.001 THEN 0 ELSE 1 + CAST(floor(5 * {Uniform(2)}) AS INT) END AS passengers, round(20 * {Uniform(3)}, 2) AS distance, round(80 * {Uniform(4)}, 2) + 0.5 AS fare,
                CASE WHEN {Uniform(5)} < 0.2 THEN 'paid in ' || CAST(floor(9 * {Uniform(6)}) AS INT) || ' parts' END AS note
            FROM range({rows})
            """;
        connection.Execute($"COPY ({select}) TO {Identifiers.Literal(Path.Combine(folder, "trips.csv.gz"))} (FORMAT csv, HEADER true, COMPRESSION gzip)", cancellationToken);
        var parquet = Path.Combine(folder, "trips.parquet");
        connection.Execute($"COPY ({select}) TO {Identifiers.Literal(parquet + ".writing")} (FORMAT parquet)", cancellationToken);
        File.Move(parquet + ".writing", parquet);
    }
}
