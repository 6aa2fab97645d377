using Larder.Catalog;
using Larder.Errors;
using Larder.Support;

namespace Larder.Quality;

public sealed record Stay(int Id, DateTime At, string? Guest, double? Price, int Nights);

public sealed class StayRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new StayRepository().Build();

    public EventSource<Stay> FromCsv { get; } = Source.Csv<Stay>("stays.csv", s => s.At, "FromCsv").From(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Expect(s => s.Check(Checks));

    public EventSource<Stay> FromParquet { get; } = Source.Parquet<Stay>("stays.parquet", s => s.At, "FromParquet").From(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Expect(s => s.Check(Checks));

    private static Expectation<Stay>[] Checks =>
    [
        Expect.Column((Stay s) => s.Price).Between(0, 100),
        Expect.Column((Stay s) => s.Guest).NotNull(mostly: 0.9),
        Expect.Column((Stay s) => s.Guest).Unique(),
        Expect.Column((Stay s) => s.Nights).Sum(0, 10).When(s => s.Guest!.Length == 1),
        Expect.Row<Stay>("priced", s => s.Price * s.Nights >= 1),
        Expect.Column((Stay s) => s.At).SaneTime(),
    ];
}

public sealed class SourceValidationTests : IDisposable
{
    private const string Header = "id,at,guest,price,nights\n";
    private const string Lines = "1,2023-12-31,z,1,1\n2,2024-01-01,a,5,1\n3,2024-01-02,,-5,2\n4,2024-01-03,b,NaN,1\n5,2024-01-04,a,200,3\n";
    private readonly World _world = new(StayRepository.Catalog);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Text_typed_files_and_the_stored_table_say_the_same()
    {
        var csv = _world.Write("stays.csv", Header + Lines);
        var parquet = Path.ChangeExtension(csv, ".parquet");
        Sql.Execute($"COPY (SELECT id, \"at\"::TIMESTAMP AS \"at\", guest, price::DOUBLE AS price, nights FROM read_csv('{csv}')) TO '{parquet}' (FORMAT parquet)");
        await _world.IngestAsync("from_csv", csv);

        string[] expected =
        [
            "Pass row_count 4 0 4: ",
            "Fail price_between 4 3 null: 3, 4, 5",
            "Fail guest_not_null 4 1 null: 3",
            "Fail guest_unique 3 2 null: 2",
            "Pass nights_sum 3 0 5: ",
            "Fail priced 4 2 null: 3, 4",
            "Fail at_event_time_sane 4 3 null: 3, 4, 5",
        ];
        (await FilesAsync("from_csv", csv)).ShouldBe(expected);
        (await FilesAsync("from_parquet", parquet)).ShouldBe(expected);
        var stored = await SourceValidation.OfTableAsync(_world.Workspace, StayRepository.Catalog.Source("from_csv"), cancellationToken: Stop);
        stored.Rows.ShouldBe("from_csv@1");
        stored.IsPassed.ShouldBeFalse();
        stored.Results.Select(r => $"{r.Outcome} {r.Check.Name} {r.Tally.Tested} {r.Tally.Bad} {r.Tally.Value}").ShouldBe(expected.Select(e => e[..e.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_table_without_rows_is_named()
    {
        var thrown = await Should.ThrowAsync<NotFoundException>(() => SourceValidation.OfTableAsync(_world.Workspace, StayRepository.Catalog.Source("from_csv"), cancellationToken: Stop));

        thrown.Message.ShouldBe("Source from_csv has no events yet; run 'larder ingest from_csv' first.");
    }

    private async Task<IEnumerable<string>> FilesAsync(string source, string path)
    {
        var report = await SourceValidation.OfFilesAsync(_world.Workspace, StayRepository.Catalog.Source(source), path, cancellationToken: Stop);
        return report.Results.Select(r => $"{r.Outcome} {r.Check.Name} {r.Tally.Tested} {r.Tally.Bad} {r.Tally.Value}: {string.Join(", ", r.Samples.Select(s => s.Row))}");
    }
}
