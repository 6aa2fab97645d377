using System.Text.Json;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Offline.Maintenance;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline;

public sealed record Purchase(string Customer, DateTime At, string? Article, double? Price, string? Note);

public sealed class Purchases : FeatureRepository
{
    public EventSource<Purchase> Bought { get; } = Source.Csv<Purchase>("bought.csv", eventTime: p => p.At).WithBounds(p => p.Article);
}

/// <summary>The bounds that Larder writes into the log hold for every row of a file, so that leaving files out by them never loses a row. The engine, which reads the files itself, is the twin.</summary>
public sealed class WrittenBoundsTests
{
    private static readonly (string Name, ColumnType Type)[] Columns = [("amount", ColumnType.Float64), ("weight", ColumnType.Float32), ("page", ColumnType.String), ("points", ColumnType.Int64), ("due", ColumnType.Timestamp)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(901, CaseCount.Of(6))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Leaving_out_files_by_what_was_written_never_loses_a_row(int seed)
    {
        var random = new Random(seed);
        using var world = new World(ClickRepository.Catalog);
        foreach (var (file, i) in new ClickCase(seed, clicks: 150, files: 5).Files.Select((f, i) => (f, i)))
        {
            var pages = random.Next(3);
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file.Select(c => pages == 0 ? c : c with { Page = Longer(random, c.Page), Weight = c.Weight / (i + 1), Amount = c.Amount is 0.1 ? i * 0.3 : c.Amount }))));
            if (i == 3)
            {
                await new TableMaintenance(world.Workspace).CompactAsync("clicks", cancellationToken: Token);
            }
        }

        var table = DeltaTable.At(Path.Combine(world.OfflinePath, "clicks"));
        var snapshot = (await table.ReadAsync(ct: Token))!;
        var (skipped, asked) = (0, 0);
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        foreach (var (name, type) in Columns)
        {
            foreach (var (constant, text) in Values(connection, name, type, Rows(table, snapshot.Files)).OrderBy(_ => random.Next()).Take(15))
            {
                var comparison = (DeltaComparison)random.Next(5);
                var left = FileSkipper.Skip(snapshot, snapshot.Files, [new(name, comparison, constant)]);
                var condition = $"\"{name}\" {Sign(comparison)} {Identifiers.Literal(text)}::{SqlTypes.NameOf(type)}";
                long Count(IReadOnlyList<DeltaFile> files) => files.Count == 0 ? 0 : connection.QueryScalar<long>($"SELECT count(*) FROM {Rows(table, files)} WHERE {condition}", Token);
                Count(left.Files).ShouldBe(Count(snapshot.Files), condition);
                (skipped, asked) = (skipped + left.Skipped, asked + 1);
            }
        }

        asked.ShouldBeGreaterThan(30);
        skipped.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void NaN_and_missing_values_are_seen_wherever_in_a_file_they_lie()
    {
        var folder = Directory.CreateTempSubdirectory("larder-bounds-").FullName;
        try
        {
            using var engine = DuckDbDatabase.Open();
            using var connection = engine.Connect();
            connection.Execute("CREATE TABLE t AS SELECT TIMESTAMP '2024-01-01' AS _event_time, range AS n, CASE WHEN range = 5 THEN 'nan'::DOUBLE ELSE range END AS x, "
                + "CASE WHEN range % 1000 > 0 THEN range / 3::DOUBLE END AS y, repeat('z', (range % 300)::INT) AS s FROM range(200000)");
            (string, ColumnType)[] columns = [("n", ColumnType.Int64), ("x", ColumnType.Float64), ("y", ColumnType.Float64), ("s", ColumnType.String)];

            var target = new FileTarget(folder, columns, "n", "part") { Texts = new HashSet<string> { "s" } };
            var rows = new EventRows(condition => $"SELECT n, x, y, s FROM t WHERE {condition}", "n", "_event_time", [new(new DateOnly(2024, 1, 1), 200_000, 0, 199_999, IsKnownAtOnce: null)]);

            var file = EventFiles.Write(engine, [new(target, rows)], Token)[0].ShouldHaveSingleItem().File;

            Sql.Single($"SELECT count(DISTINCT row_group_id) > 1 FROM parquet_metadata({Identifiers.Literal(Path.Join(folder, file.Path))})").ShouldBe("True");
            var stats = file.Columns.ToDictionary(c => c.Column);
            (stats["x"].Min, double.IsNaN(stats["x"].Max.AsFloat64()), stats["x"].NullCount).ShouldBe((FeatureValue.From(0d), true, 0L));
            (stats["y"].Min, stats["y"].Max, stats["y"].NullCount).ShouldBe((FeatureValue.From(1 / 3.0), FeatureValue.From(199_999 / 3.0), 200L));
            (stats["s"].Min, stats["s"].Max).ShouldBe((FeatureValue.From(""), FeatureValue.From(new string('z', 299))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Texts_have_bounds_where_the_source_says_so_and_no_later_file_gets_others()
    {
        using var world = new World(new Purchases().Build());
        foreach (var line in new[] { "ann,2024-01-05T00:00:00,tea,1,first\n", "bob,2024-01-05T00:00:00,salt,2,last\n,2024-01-05T00:00:00,milk,3,nobody\n" })
        {
            await world.IngestAsync("bought", world.Write("bought.csv", "customer,at,article,price,note\n" + line));
        }

        (await BoundsAsync(world, "bought")).ShouldBe(["article price", "article price"]);
        await new TableMaintenance(world.Workspace).CompactAsync("bought", cancellationToken: Token);
        (await BoundsAsync(world, "bought")).ShouldBe(["article price"]);
        (await BoundsAsync(world, "bought__quarantine")).ShouldBe(["price"]);
    }

    /// <summary>The columns with a least value, by file, without times and numbers of rows.</summary>
    private static async Task<string[]> BoundsAsync(World world, string table) =>
    [
        .. (await DeltaTable.At(Path.Combine(world.OfflinePath, table)).ReadAsync(ct: Token))!.Files.Select(file =>
        {
            using var stats = JsonDocument.Parse(file.Stats);
            return string.Join(' ', stats.RootElement.GetProperty("minValues").EnumerateObject().Select(p => p.Name).Where(n => n[0] != '_' && n != "at").Order(StringComparer.Ordinal));
        }),
    ];

    private static string? Longer(Random random, string? page) => random.Next(3) == 0 && page is not null ? page + new string((char)('a' + random.Next(26)), random.Next(25, 60)) + (random.Next(2) == 0 ? "\U0010FFFF" : "ü") : page;

    private static string Rows(DeltaTable table, IEnumerable<DeltaFile> files) =>
        $"read_parquet([{string.Join(", ", files.Select(f => Identifiers.Literal(Path.Join(table.Path, f.Path))))}], hive_partitioning = false)";

    private static string Sign(DeltaComparison comparison) => comparison switch
    {
        DeltaComparison.Equal => "=",
        DeltaComparison.Less => "<",
        DeltaComparison.LessOrEqual => "<=",
        DeltaComparison.Greater => ">",
        _ => ">=",
    };

    /// <summary>The different values of a column, and each as a text that is cast back to it.</summary>
    private static List<(FeatureValue Value, string Text)> Values(DuckDbConnection connection, string name, ColumnType type, string rows)
    {
        var values = new List<(FeatureValue, string)>();
        using var result = connection.Query($"SELECT DISTINCT \"{name}\" AS v, v::VARCHAR FROM {rows} WHERE v IS NOT NULL", Token);
        while (result.Read(Token) is { } chunk)
        {
            using (chunk)
            {
                values.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => (SqlTypes.Value(chunk[0], row, type), chunk[1].GetString(row))));
            }
        }

        return values;
    }
}
