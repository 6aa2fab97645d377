using System.Globalization;
using Larder.Catalog;
using Larder.Errors;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Quality.Profiles;

public sealed record Toll(DateTime At, string? Gate, double? Price, int Axles, bool IsCard);

public sealed class TollRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new TollRepository().Build();

    public EventSource<Toll> Tolls { get; } = Source.Csv<Toll>("tolls.csv", t => t.At, "Tolls");

    public EventSource<Toll> ByGate { get; } = Source.Csv<Toll>("tolls.csv", t => t.At, "ByGate").Monitor(m => m.By(t => t.Gate));

    public EventSource<Toll> ByTime { get; } = Source.Csv<Toll>("tolls.csv", t => t.At, "ByTime").Monitor(m => m.By(t => t.At));

    public EventSource<Toll> Local { get; } = Source.Csv<Toll>("tolls.csv", t => t.At, "Local").WithTimeZone("America/New_York", LocalTimePolicy.Earlier);
}

/// <summary>Profiles of tables and files against those made of the rows one by one; what is unchanged is not read again.</summary>
public sealed class SourceProfilesTests : IDisposable
{
    private readonly World _world = new(TollRepository.Catalog);
    private readonly InMemoryProfileStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SourceProfiles Profiles => new(_world.Workspace, _store);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_table_is_profiled_by_days_as_its_rows_one_by_one()
    {
        var rows = Rows(seed: 1, count: 3_000, days: 5);
        await _world.IngestAsync("tolls", Write("tolls.csv", rows));

        var update = await Profiles.UpdateTableAsync(Source("tolls"), Stop);

        update.ShouldBe(new ProfileUpdate("source tolls", "tolls@1", 5, 0, 0));
        foreach (var day in await Profiles.ReadAsync("source tolls", name => name, Stop))
        {
            ShouldBeSame(day.Whole, Naive(rows.Where(r => r.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) == day.Name)));
        }

        ShouldBeSame((await Profiles.ReadAsync("source tolls", _ => "all", Stop)).Single().Whole, Naive(rows));
    }

    [Fact]
    public async Task Only_days_that_changed_are_read_again()
    {
        var rows = Rows(seed: 2, count: 500, days: 4);
        await _world.IngestAsync("tolls", Write("first.csv", rows));
        await Profiles.UpdateTableAsync(Source("tolls"), Stop);
        (await Profiles.UpdateTableAsync(Source("tolls"), Stop)).ShouldBe(new ProfileUpdate("source tolls", "tolls@1", 0, 4, 0));

        Toll[] late = [rows[0] with { Price = 77 }];
        await _world.IngestAsync("tolls", Write("late.csv", late));

        (await Profiles.UpdateTableAsync(Source("tolls"), Stop)).ShouldBe(new ProfileUpdate("source tolls", "tolls@2", 1, 3, 0));
        ShouldBeSame((await Profiles.ReadAsync("source tolls", _ => "all", Stop)).Single().Whole, Naive([.. rows, .. late]));
        (await _store.ReadAsync("source tolls", cancellationToken: Stop)).Select(t => t.DataVersion).Distinct().Order().ShouldBe(["tolls@1", "tolls@2"]);
    }

    [Fact]
    public async Task Segments_have_tiles_of_their_own_that_make_the_whole()
    {
        var rows = Rows(seed: 3, count: 800, days: 2);
        await _world.IngestAsync("by_gate", Write("tolls.csv", rows));

        await Profiles.UpdateTableAsync(Source("by_gate"), Stop);

        var all = (await Profiles.ReadAsync("source by_gate", _ => "all", Stop)).Single();
        all.Parts.Select(p => p.Key).ShouldBe(["east", "null", "west"]);
        ShouldBeSame(all.Of("east")!, Naive(rows.Where(r => r.Gate == "east")));
        ShouldBeSame(all.Of("null")!, Naive(rows.Where(r => r.Gate is null)));
        ShouldBeSame(all.Whole, Naive(rows));
    }

    [Fact]
    public async Task Files_are_profiled_each_and_a_file_that_is_gone_is_forgotten()
    {
        var (january, february) = (Rows(seed: 4, count: 300, days: 3), Rows(seed: 5, count: 200, days: 3));
        var path = Write("a.csv", january);
        Write("b.csv", february);
        var folder = Path.Combine(Path.GetDirectoryName(path)!, "*.csv");

        (await Profiles.UpdateFilesAsync(Source("tolls"), folder, Stop)).ShouldBe(new ProfileUpdate("files tolls", Path.GetFullPath(folder), 2, 0, 0));
        var read = await Profiles.ReadAsync("files tolls", name => name, Stop);
        read.Select(p => p.Name).ShouldBe(["a.csv", "b.csv"]);
        ShouldBeSame(read[0].Whole, Naive(january));
        ShouldBeSame(read[1].Whole, Naive(february));

        File.Delete(path);
        var again = await Profiles.UpdateFilesAsync(Source("tolls"), folder, Stop);
        (again.Read, again.Kept, again.Removed).ShouldBe((0, 1, 1));
    }

    [Fact]
    public async Task Times_have_their_days_by_the_clock_of_their_zone()
    {
        var late = new Toll(new DateTime(2024, 3, 31, 23, 30, 0), "east", 1, 2, true);

        await Profiles.UpdateFilesAsync(Source("local"), Write("tolls.csv", [late]), Stop);

        (await Profiles.ReadAsync("files local", name => name, Stop)).Single().Whole.Features["at"].Frequent.ShouldBe([("2024-03-31", 1)]);
    }

    [Fact]
    public async Task An_id_is_no_segment()
    {
        Toll[] rows = [.. Enumerable.Range(0, 1_001).Select(i => new Toll(new DateTime(2024, 3, 1).AddSeconds(i), "east", 1, 2, true))];

        (await Should.ThrowAsync<InvalidInputException>(() => Profiles.UpdateFilesAsync(Source("by_time"), Write("tolls.csv", rows), Stop))).Message
            .ShouldBe("The column at has more than 1000 values, too many for segments; declare another with By, or none.");
    }

    [Fact]
    public async Task A_table_without_rows_is_named() =>
        (await Should.ThrowAsync<NotFoundException>(() => Profiles.UpdateTableAsync(Source("tolls"), Stop))).Message.ShouldBe("Source tolls has no events yet; run 'larder ingest tolls' first.");

    [Fact]
    public void Columns_dealt_out_to_threads_make_the_same_tile()
    {
        using var engine = DuckDb.DuckDbDatabase.Open();
        var types = "i % 7 AS a, (i * 0.5)::DOUBLE AS b, i::FLOAT AS c, i::DECIMAL(9, 2) AS d, i::UTINYINT AS e, 'v' || i % 3 AS f, i % 2 = 0 AS g, TIMESTAMP '2024-01-01' + to_hours(i::INTEGER) AS h, [i] AS j, "
            + "DATE '2024-01-01' + i::INTEGER AS k, CASE WHEN i % 3 > 0 THEN i END AS l, 'x'::ENUM('x', 'y') AS m";
        var rows = new ProfileRelation($"(SELECT {types} FROM range(250) t(i))", null, null, null, failed => failed);

        var one = new ProfileScan(engine, 1).Run(rows, Stop)[ProfileScan.Whole];
        var four = new ProfileScan(engine, 4).Run(rows, Stop)[ProfileScan.Whole];

        four.ToBytes().ShouldBe(one.ToBytes());
        one.Rows.ShouldBe(250);
        one.Features.Select(f => $"{f.Key} {f.Value.Kind} {f.Value.Rows} {f.Value.Nulls}").ShouldBe(
        [
            "a Number 250 0", "b Number 250 0", "c Number 250 0", "d Number 250 0", "e Number 250 0", "f Category 250 0", "g Category 250 0", "h Time 250 0", "j Opaque 250 0", "k Time 250 0", "l Number 250 84",
            "m Category 250 0",
        ]);
    }

    private static SourceDefinition Source(string name) => TollRepository.Catalog.Source(name);

    private static Toll[] Rows(int seed, int count, int days)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new Toll(
                new DateTime(2024, 3, 1).AddDays(i % days).AddSeconds(random.Next(86_400)),
                random.Next(3) switch { 0 => null, 1 => "east", _ => "west" },
                random.Next(10) == 0 ? null : Math.Round(random.NextDouble() * 50, 2),
                random.Next(2, 6),
                random.Next(2) == 0)),
        ];
    }

    private string Write(string name, IEnumerable<Toll> rows) => _world.Write(
        name,
        "at,gate,price,axles,is_card\n" + string.Concat(rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.At:yyyy-MM-ddTHH:mm:ss},{r.Gate},{r.Price},{r.Axles},{(r.IsCard ? "true" : "false")}\n"))));

    private static ProfileTile Naive(IEnumerable<Toll> rows)
    {
        var tile = new ProfileTile();
        foreach (var row in rows)
        {
            tile.AddRows(1);
            tile.Feature("at", ProfileKind.Time).Add(FeatureValue.From(DateTime.SpecifyKind(row.At, DateTimeKind.Utc)));
            tile.Feature("gate", ProfileKind.Category).Add(FeatureValue.From(row.Gate));
            tile.Feature("price", ProfileKind.Number).Add(FeatureValue.From(row.Price));
            tile.Feature("axles", ProfileKind.Number).Add(FeatureValue.From(row.Axles));
            tile.Feature("is_card", ProfileKind.Category).Add(FeatureValue.From(row.IsCard));
        }

        return tile;
    }

    private static void ShouldBeSame(ProfileTile actual, ProfileTile expected)
    {
        actual.Rows.ShouldBe(expected.Rows);
        actual.Features.Keys.ShouldBe(expected.Features.Keys);
        foreach (var (name, profile) in expected.Features)
        {
            var other = actual.Features[name];
            (other.Kind, other.Rows, other.Nulls, other.NaNs, other.Min, other.Max, other.Distinct, other.Finite)
                .ShouldBe((profile.Kind, profile.Rows, profile.Nulls, profile.NaNs, profile.Min, profile.Max, profile.Distinct, profile.Finite), name);
            (other.Mean ?? 0).ShouldBe(profile.Mean ?? 0, 1e-9, name);
            (other.Frequent ?? []).ShouldBe(profile.Frequent ?? [], name);
            foreach (var share in new[] { 0, 0.3, 0.5, 1 })
            {
                other.Quantile(share).ShouldBe(profile.Quantile(share), name);
            }
        }
    }
}
