using Larder.Catalog;
using Larder.Quality.Checks;
using Larder.Support;

namespace Larder.Quality;

public sealed record Booking(int Id, DateTime At, string? Guest, int Nights);

public sealed record Guest(string Name, DateTime At, bool Member);

public sealed class BookingRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new BookingRepository().Build();

    public EventSource<Guest> Guests { get; } = Source.Csv<Guest>("guests.csv", g => g.At);

    public EventSource<Booking> Bookings => Source.Csv<Booking>("bookings.csv", b => b.At).Expect(s => s.Check(
        Expect.Column((Booking b) => b.Guest).References(Guests, g => g.Name),
        Expect.Column((Booking b) => b.Guest).References(Guests.Where(g => g.Member && g.Name.Length > 0), g => g.Name, mostly: 0.25).WarnBelow(0.5).Named("members"),
        Expect.Column((Booking b) => b.Guest).KeySet(Guests, g => g.Name, SetRelation.Superset, counted: false),
        Expect.RowCountRatio<Booking, Guest>(Guests, atMost: 2),
        Expect.RowCountChange<Booking>(1, 1.5),
        Expect.Aggregate<Booking, LongestStay>("longest_stay", atMost: 14),
        Expect.NoRows<Booking>("two_a_day", "SELECT \"at\"::DATE AS day, count(*) AS n FROM {rows} GROUP BY ALL HAVING count(*) > 1"),
        Expect.Metric<Booking>("nights_a_guest", "sum(nights) / count(DISTINCT guest)", 1)));

    public sealed class LongestStay : RowAggregate<Booking>
    {
        private int _most;

        public override double? Value => _most;

        public override void Add(Booking row) => _most = Math.Max(_most, row.Nights);
    }
}

/// <summary>Checks that read the workspace's other tables, and older versions of their own.</summary>
public sealed class OtherSourcesTests : IDisposable
{
    private const string Header = "id,at,guest,nights\n";
    private readonly World _world = new(BookingRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Rows_are_compared_with_stored_tables_and_with_the_version_before()
    {
        await _world.IngestAsync("guests", _world.Write("guests.csv", "name,at,member\na,2024-01-01,true\nb,2024-01-01,false\n"));
        var first = _world.Write("first.csv", Header + "1,2024-01-01,a,1\n2,2024-01-02,c,15\n");
        await _world.IngestAsync("bookings", first);

        (await StoredAsync()).ShouldBe(
        [
            "Fail guest_foreign_key 2 1 null: 1",
            "Pass members 2 1 null: ",
            "Fail guest_key_set_equal 3 1 null: 0",
            "Pass row_count_ratio_guests 2 0 1: ",
            "NotEvaluated row_count_change 0 0 null: ",
            "Fail longest_stay 2 0 15: ",
            "Pass two_a_day 2 0 null: ",
            "Pass nights_a_guest 2 0 8: ",
        ]);

        await _world.IngestAsync("bookings", _world.Write("second.csv", Header + "3,2024-01-02,b,2\n4,2024-01-05,,2\n"));

        (await StoredAsync()).ShouldBe(
        [
            "Fail guest_foreign_key 3 1 null: 1",
            "Warn members 3 2 null: 1, 2",
            "Pass guest_key_set_equal 3 0 null: ",
            "Pass row_count_ratio_guests 4 0 2: ",
            "Fail row_count_change 4 0 2: ",
            "Fail longest_stay 4 0 15: ",
            "Fail two_a_day 4 1 null: 1",
            "Pass nights_a_guest 4 0 6.666666666666667: ",
        ]);
        var ofFiles = await SourceValidation.OfFilesAsync(_world.Workspace, BookingRepository.Catalog.Source("bookings"), first, cancellationToken: TestContext.Current.CancellationToken);
        ofFiles.Results.Single(r => r.Check.Name == "guest_foreign_key").Tally.Bad.ShouldBe(1);
        ofFiles.Results.Single(r => r.Check.Name == "row_count_change").Error.ShouldBe("There is no version before to compare with, or it has no rows.");
    }

    [Fact]
    public async Task A_source_without_a_table_is_an_error_of_the_checks_that_read_it()
    {
        await _world.IngestAsync("bookings", _world.Write("first.csv", Header + "1,2024-01-01,a,1\n"));

        var report = await SourceValidation.OfTableAsync(_world.Workspace, BookingRepository.Catalog.Source("bookings"), cancellationToken: TestContext.Current.CancellationToken);

        report.IsPassed.ShouldBeFalse();
        report.Results.Where(r => r.Outcome == CheckOutcome.Error).Select(r => $"{r.Check.Name}: {r.Error}").ShouldBe(
        [
            "guest_foreign_key: Source guests has no events yet; run 'larder ingest guests' first.",
            "members: Source guests has no events yet; run 'larder ingest guests' first.",
            "guest_key_set_equal: Source guests has no events yet; run 'larder ingest guests' first.",
            "row_count_ratio_guests: Source guests has no events yet; run 'larder ingest guests' first.",
        ]);
    }

    private async Task<IEnumerable<string>> StoredAsync()
    {
        var report = await SourceValidation.OfTableAsync(_world.Workspace, BookingRepository.Catalog.Source("bookings"), cancellationToken: TestContext.Current.CancellationToken);
        return report.Results.Skip(1).Select(r => $"{r.Outcome} {r.Check.Name} {r.Tally.Tested} {r.Tally.Bad} {r.Tally.Value}: {string.Join(", ", r.Samples.Select(s => s.Row))}");
    }
}
