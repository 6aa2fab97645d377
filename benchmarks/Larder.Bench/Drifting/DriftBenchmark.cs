using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Bench.Harness;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Quality.Profiles;

namespace Larder.Bench.Drifting;

/// <summary>
/// Profiles of 200 features over one Parquet file, against DuckDB's own SUMMARIZE over the same file. 140 are numbers that vary, 20 are small integers, 20 are mostly null, 10 are texts of few values and 10 of very
/// many. Rows, nulls, least and greatest values are compared.
/// </summary>
internal sealed class DriftBenchmark : IBenchmark
{
    private const double MostRatio = 2;

    public string Name => "drift";

    public string Summary => "profiles of 200 features over 1,000,000 rows, against DuckDB's SUMMARIZE";

    public async Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var rows = options.Rows(1_000_000);
        var file = Path.Combine(options.DataPath, $"drift-{rows}.parquet");
        Write(file, rows);
        var (larder, reference) = (new Series("Larder"), new Series("DuckDB SUMMARIZE"));
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var (series, work) in new[] { (reference, "reference"), (larder, "larder") })
            {
                series.Add(await ChildProcess.MeasureAsync(this, work, new ChildArguments { ["file"] = file }, cancellationToken));
                Console.Error.WriteLine($"  {series.Name}: {series.Runs[^1].Seconds:N2} s, CPU {series.Runs[^1].CpuSeconds:N2} s, {series.Runs[^1].PeakBytes >> 20:N0} MiB");
            }
        }

        var isSame = larder.Runs.Select(r => (string)r.Facts["numbers"]!).SequenceEqual(reference.Runs.Select(r => (string)r.Facts["numbers"]!));
        return new BenchReport
        {
            Name = Name,
            Value = larder.Seconds,
            Unit = "s",
            Reference = ("DuckDB SUMMARIZE", reference.Seconds, "s"),
            Target = ("at most 2 times the reference, with the same counts and extremes", MostRatio),
            Pass = isSame && larder.Seconds <= MostRatio * reference.Seconds,
            Details = new JsonObject { ["same_numbers"] = isSame, ["larder"] = larder.ToJson(), ["duckdb"] = reference.ToJson() },
        };
    }

    public Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken) => Measurement.OfAsync(() =>
    {
        var settings = new Dictionary<string, string> { ["threads"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture) };
        using var engine = DuckDbDatabase.Open(settings: settings);
        var from = $"read_parquet({Identifiers.Literal(arguments["file"])})";
        return Task.FromResult(work == "reference" ? Summarize(engine, from, cancellationToken) : Profile(engine, from, cancellationToken));
    });

    private static JsonObject Profile(DuckDbDatabase engine, string from, CancellationToken cancellationToken)
    {
        var tile = new ProfileScan(engine, Environment.ProcessorCount).Run(new ProfileRelation(from, null, null, null, failed => failed), cancellationToken)[ProfileScan.Whole];
        return new JsonObject
        {
            ["numbers"] = HashOf(tile.Features.Select(f => f.Value.Kind == ProfileKind.Number
                ? Text(f.Key, f.Value.Rows, 100 * f.Value.NullShare, f.Value.Min, f.Value.Max)
                : Text(f.Key, f.Value.Rows, 100 * f.Value.NullShare, null, null))),
            ["bytes"] = tile.ToBytes().Length,
        };
    }

    private static JsonObject Summarize(DuckDbDatabase engine, string from, CancellationToken cancellationToken)
    {
        using var connection = engine.Connect();
        using var result = connection.Query(
            "SELECT column_name, count, null_percentage::DOUBLE, CASE WHEN column_type IN ('DOUBLE', 'INTEGER') THEN min::DOUBLE END, "
            + $"CASE WHEN column_type IN ('DOUBLE', 'INTEGER') THEN max::DOUBLE END FROM (SUMMARIZE SELECT * FROM {from}) ORDER BY column_name COLLATE \"C\"",
            cancellationToken);
        var lines = new List<string>();
        while (true)
        {
            using var chunk = result.Read(cancellationToken);
            if (chunk is null)
            {
                return new JsonObject { ["numbers"] = HashOf(lines) };
            }

            double? Number(int column, int row) => chunk[column].IsValid(row) ? chunk[column].Values<double>()[row] : null;
            for (var row = 0; row < chunk.RowCount; row++)
            {
                lines.Add(Text(chunk[0].GetString(row), chunk[1].Values<long>()[row], chunk[2].Values<double>()[row], Number(3, row), Number(4, row)));
            }
        }
    }

    private static string HashOf(IEnumerable<string> lines) => CanonicalJson.HashOf(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', lines)));

    private static string Text(string name, long rows, double nulls, double? min, double? max) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}:{rows}/{nulls:0.00} %/{min:R}/{max:R}");

    private static void Write(string file, long rows)
    {
        if (File.Exists(file))
        {
            return;
        }

        Console.Error.WriteLine($"writing {file} …");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        string Column(int i) => i switch
        {
            < 140 => $"exp(hash(i, {i}) % 1000003 / 150000.0) AS f{i:000}",
            < 160 => $"(hash(i, {i}) % 12)::INTEGER AS f{i:000}",
            < 180 => $"CASE WHEN hash(i, {i}) % 10 = 0 THEN hash(i, {i}) % 100003 / 7.0 END AS f{i:000}",
            < 190 => $"'value ' || hash(i, {i}) % 40 AS f{i:000}",
            _ => $"'id ' || hash(i, {i}) % 1000000 AS f{i:000}",
        };
        connection.Execute($"COPY (SELECT {string.Join(", ", Enumerable.Range(0, 200).Select(Column))} FROM range({rows}) t(i)) TO {Identifiers.Literal(file + ".part")} (FORMAT parquet)");
        File.Move(file + ".part", file);
    }
}
