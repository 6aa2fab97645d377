using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Derived;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline.Delta;
using Larder.Offline.TrainingSets;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.Maintenance;

/// <summary>Days beyond the retention of a source go from its tables, and nothing else does.</summary>
public sealed class TableExpiryTests : IDisposable
{
    private readonly World _world = new(KeptRepository.Catalog);

    private TableExpiry Expiry => new(_world.Workspace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Days_that_end_before_the_retention_begins_are_dropped_in_one_commit_and_the_others_are_compacted()
    {
        await ThreeIngestsAsync();

        // 30 days before 5 February, noon, is within 6 January.
        var dry = await Expiry.RunAsync("recent", Time("2024-02-05T12:00:00Z"), dryRun: true, cancellationToken: Token);
        (dry.Version, dry.Before.ToString(), dry.Files, dry.Rows, dry.Compacted).ShouldBe((3, "2024-01-06T00:00:00Z", 3, 3, null));
        var report = await Expiry.RunAsync("recent", Time("2024-02-05T12:00:00Z"), cancellationToken: Token);

        (report.Version, string.Join(' ', report.Days), report.Kept.Count, report.Files, report.Rows).ShouldBe((5, "2024-01-02 2024-01-05", 0, 3, 3));
        report.Compacted.ShouldBe(new CompactionReport("recent", 4, 2, 1, 2));
        (await DaysAsync("recent")).ShouldBe(["2024-01-06", "2024-01-20"]);
        var commit = (await DeltaTable.At(Path.Combine(_world.OfflinePath, "recent")).HistoryAsync(Token))[0];
        (commit.Operation, JsonNode.Parse(commit.Parameters["predicate"])![0]!.ToString()).ShouldBe(("DELETE", "(event_date < '2024-01-06')"));
        var again = await Expiry.RunAsync("recent", Time("2024-02-05T12:00:00Z"), cancellationToken: Token);
        (again.Version, again.Days.Count).ShouldBe((5, 0));
        (await Expiry.RunAsync("recent__quarantine", Time("2024-02-05T12:00:00Z"), cancellationToken: Token)).Days.ShouldBe(["2024-01-03"]);

        // The clock stands at the first of January: nothing is old by it.
        (await Expiry.RunAsync("recent", cancellationToken: Token)).Before.ToString().ShouldBe("2023-12-02T00:00:00Z");
    }

    [Fact]
    public async Task What_pins_days_that_go_is_named_and_keeps_its_files()
    {
        await ThreeIngestsAsync();
        var set = await BuildAsync();
        await MaterializeAsync();

        var report = await Expiry.RunAsync("recent", Time("2024-02-05T12:00:00Z"), cancellationToken: Token);

        report.Pins.ShouldBe([$"training set {set.Record.DatasetVersion[..12]} (recent@3)", "online view sums@v1 (recent@3)"]);
        foreach (var file in Directory.GetFiles(_world.OfflinePath, "*.parquet", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2023, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        _world.Clock.Advance(TimeSpan.FromDays(9));
        (await new TableMaintenance(_world.Workspace).VacuumAsync("recent", cancellationToken: Token)).Files.ShouldBeEmpty();
        (await new TrainingSetBuilder(_world.Workspace).RebuildAsync(set.Record.DatasetVersion, cancellationToken: Token)).IsSame.ShouldBeTrue();
    }

    [Fact]
    public async Task Derived_tables_and_the_online_store_follow_when_they_are_made_next()
    {
        await ThreeIngestsAsync();
        var deriver = new Deriver(_world.Workspace);
        await deriver.RunAsync(_world.Catalog.Sources, Token);
        (await MaterializeAsync()).Rows.ShouldBe(4);
        await Expiry.RunAsync("recent", Time("2024-02-05T12:00:00Z"), cancellationToken: Token);

        (await deriver.RunAsync(_world.Catalog.Sources, Token)).ShouldHaveSingleItem().Rows.ShouldBe(3);
        (await MaterializeAsync()).Rows.ShouldBe(2);
        await _world.IngestAsync("recent", _world.Write("more.csv", LineRepository.Header + "e,2024-01-21T00:00:00,950,1,\n"));
        (await DaysAsync("recent")).ShouldBe(["2024-01-06", "2024-01-20", "2024-01-21"]);
    }

    [Fact]
    public async Task A_day_stays_while_its_rows_are_about_the_same_as_rows_that_stay()
    {
        // The 4th is revised by the 20th, and revises the 2nd; the 3rd stands alone, as the row without an id does.
        await _world.IngestAsync("revised", _world.Write("lines.csv", LineRepository.Header
            + "a,2024-01-02T00:00:00,1,1,y\nb,2024-01-03T00:00:00,2,1,z\nb,2024-01-03T00:00:00,2,1,\na,2024-01-04T00:00:00,3,1,y\nc,2024-01-04T00:00:00,4,1,x\nc,2024-01-20T00:00:00,5,1,x\nc,2024-01-20T00:00:00,5,1,\n"));

        var report = await Expiry.RunAsync("revised", Time("2024-02-05T12:00:00Z"), cancellationToken: Token);

        (string.Join(' ', report.Days), string.Join(' ', report.Kept)).ShouldBe(("2024-01-03", "2024-01-02 2024-01-04"));
        (await DaysAsync("revised")).ShouldBe(["2024-01-02", "2024-01-04", "2024-01-20"]);
        (await Expiry.RunAsync("revised", Time("2024-03-05T12:00:00Z"), cancellationToken: Token)).Days.ShouldBe(["2024-01-02", "2024-01-04", "2024-01-20"]);
        (await DaysAsync("revised")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tables_are_those_with_a_retention_and_others_are_refused_by_name()
    {
        await ThreeIngestsAsync();
        await _world.IngestAsync("ever", _world.Write("lines.csv", LineRepository.Header + "a,2024-01-02T00:00:00,1,1,y\n"));
        await new Deriver(_world.Workspace).RunAsync(_world.Catalog.Sources, Token);

        Expiry.Choose([]).ShouldBe(["recent", "recent__quarantine"]);
        Expiry.Choose(["recent"]).ShouldBe(["recent", "recent__quarantine"]);
        Expiry.Choose(["recent__quarantine"]).ShouldBe(["recent__quarantine"]);
        Should.Throw<InvalidInputException>(() => Expiry.Choose(["ever"])).Message.ShouldBe(
            "Table ever keeps its history for ever: source ever has no retention. Give it WithRetention, or leave the table out.");
        Should.Throw<InvalidInputException>(() => Expiry.Choose(["totals"])).Message.ShouldBe(
            "Table totals is derived from SQL over recent, and has no retention of its own: days dropped there go from it at the next 'larder derive'. Leave it out.");
        Should.Throw<NotFoundException>(() => Expiry.Choose(["revised"])).Message.ShouldBe(
            $"There is no offline table 'revised' in {_world.OfflinePath}; there are ever, ever__quarantine, recent, recent__quarantine, totals.");
        Directory.Move(Path.Combine(_world.OfflinePath, "ever"), Path.Combine(_world.OfflinePath, "old"));
        Should.Throw<InvalidInputException>(() => Expiry.Choose(["old"])).Message.ShouldBe("Table old is of no source of this repository, so that nothing says how long to keep it; leave it out.");
    }

    private async Task ThreeIngestsAsync()
    {
        await _world.IngestAsync("recent", _world.Write("one.csv", LineRepository.Header + "a,2024-01-02T00:00:00,600,1,x\nb,2024-01-06T00:00:00,700,1,y\nb,2024-01-03T00:00:00,-1,1,y\n"));
        await _world.IngestAsync("recent", _world.Write("two.csv", LineRepository.Header + "a,2024-01-02T01:00:00,800,1,x\nb,2024-01-20T00:00:00,800,1,x\n"));
        await _world.IngestAsync("recent", _world.Write("three.csv", LineRepository.Header + "c,2024-01-05T23:59:59,900,1,x\nd,2024-01-20T00:00:00,900,1,x\n"));
    }

    private Task<TrainingSet> BuildAsync() => new TrainingSetBuilder(_world.Workspace).BuildAsync(_world.Catalog.Service("of_customer"), _world.Catalog.Spine("each_line"), new TrainingSetOptions(), Token);

    private Task<MaterializationReport> MaterializeAsync() =>
        new Materializer(_world.Workspace).RunAsync((CompiledSourceView)_world.Catalog.View("sums"), new MaterializationOptions { AsOf = Time("2024-01-21T00:00:00Z") }, Token);

    private async Task<IReadOnlyList<string>> DaysAsync(string table) =>
        [.. (await DeltaTable.At(Path.Combine(_world.OfflinePath, table)).ReadAsync(ct: Token))!.Files.Select(file => file.PartitionValues["event_date"]!).Distinct().Order()];

    private static Instant Time(string text) => Instant.TryParse(text, out var time) ? time : throw new FormatException(text);
}
