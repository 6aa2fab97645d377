using Larder.Catalog;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline.Delta;
using Larder.Offline.TrainingSets;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.Maintenance;

/// <summary>Maintenance of tables that ingests fill and training sets pin.</summary>
public sealed class TableMaintenanceTests : LineFixture
{
    private TableMaintenance Maintenance => new(World.Workspace);

    [Fact]
    public async Task A_compacted_table_gives_the_same_rows_and_old_training_sets_are_built_again_with_the_same_bytes()
    {
        await ThreeDaysAsync();
        var (stored, set) = (Stored(), await BuildAsync());

        var done = await Maintenance.CompactAsync("lines", cancellationToken: TestContext.Current.CancellationToken);

        done.ShouldBe(new CompactionReport("lines", 4, 6, 2, 6));
        (await Maintenance.CompactAsync("lines", cancellationToken: TestContext.Current.CancellationToken)).ShouldBe(new CompactionReport("lines", 4, 0, 0, 0));
        (await CommittedAsync()).ShouldBe(stored);
        var rebuilt = await new TrainingSetBuilder(World.Workspace).RebuildAsync(set.Record.DatasetVersion, cancellationToken: TestContext.Current.CancellationToken);
        rebuilt.IsSame.ShouldBeTrue();
        var anew = await BuildAsync();
        anew.Record.Tables.ShouldBe(["lines@4"]);
        anew.Record.ContentHash.ShouldBe(set.Record.ContentHash);
        var next = await IngestAsync("d,2024-01-05T00:00:00,900,1,x\n");
        next.TableVersion.ShouldBe(5);
        (await CommittedAsync()).Count.ShouldBe(7);
        Sql.Single($"SELECT max(_sequence) FROM {await FilesAsync()}").ShouldBe("6");
    }

    [Fact]
    public async Task Files_that_a_training_set_pins_stay_and_others_go()
    {
        await ThreeDaysAsync();
        await BuildAsync();
        await Maintenance.CompactAsync("lines", cancellationToken: TestContext.Current.CancellationToken);
        Age(World.OfflinePath);
        World.Clock.Advance(TimeSpan.FromDays(9));

        var kept = await Maintenance.VacuumAsync("lines", cancellationToken: TestContext.Current.CancellationToken);
        kept.Files.ShouldBeEmpty();
        kept.Pinned.ShouldBe([3L]);

        // Another state folder's registry knows of no training set.
        var others = new TableMaintenance(World.With(datasets: new Testing.InMemoryDatasetStore()));
        (await others.VacuumAsync("lines", new VacuumOptions { DryRun = true }, TestContext.Current.CancellationToken)).Files.Count.ShouldBe(6);
        (await others.VacuumAsync("lines", cancellationToken: TestContext.Current.CancellationToken)).Files.Count.ShouldBe(6);
        var error = await Should.ThrowAsync<NotFoundException>(() => OfflineTable.OpenAsync(World.OfflinePath, World.Catalog.Source("lines"), 3, TestContext.Current.CancellationToken));
        error.Message.ShouldBe(
            $"Version 3 of the offline table lines lacks 6 of its 6 files in {Path.Combine(World.OfflinePath, "lines")}: they were vacuumed. Read a newer version, or restore the folder from a backup.");
    }

    [Fact]
    public async Task What_the_online_store_was_made_of_stays()
    {
        await ThreeDaysAsync();
        await new Materializer(World.Workspace).RunAsync((CompiledSourceView)World.Catalog.View("sums"), cancellationToken: TestContext.Current.CancellationToken);
        await Maintenance.CompactAsync("lines", cancellationToken: TestContext.Current.CancellationToken);
        Age(World.OfflinePath);
        World.Clock.Advance(TimeSpan.FromDays(9));

        (await Maintenance.VacuumAsync("lines", cancellationToken: TestContext.Current.CancellationToken)).Pinned.ShouldBe([3L]);
    }

    [Fact]
    public async Task A_training_set_as_of_a_time_skips_the_files_of_later_days()
    {
        await ThreeDaysAsync();
        var all = await BuildAsync();
        all.Files.ShouldBe([new TableFiles("lines", 6, 0)]);

        var early = await BuildAsync(Time("2024-01-03T12:00:00Z"));

        early.Files.ShouldBe([new TableFiles("lines", 3, 3)]);
        early.Record.Rows.ShouldBe(3);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_named_with_those_that_are()
    {
        (await Should.ThrowAsync<NotFoundException>(() => Maintenance.VacuumAsync("line"))).Message.ShouldBe($"There is no offline table 'line' in {World.OfflinePath}, nor any other; run 'larder ingest' first.");
        await IngestAsync("a,2024-01-01T00:00:00,600,1,x\n");
        (await Should.ThrowAsync<NotFoundException>(() => Maintenance.CompactAsync("line"))).Message.ShouldBe($"There is no offline table 'line' in {World.OfflinePath}; there are lines, lines__quarantine.");
    }

    /// <summary>Three ingests, each with a row of an early and of a late day.</summary>
    private async Task ThreeDaysAsync()
    {
        await IngestAsync("a,2024-01-02T00:00:00,600,1,x\nb,2024-01-04T00:00:00,700,1,y\n");
        await IngestAsync("b,2024-01-02T01:00:00,-0,1,\na,2024-01-04T01:00:00,800,,z\n");
        await IngestAsync("a,2024-01-02T02:00:00,900,1,x\nc,2024-01-04T02:00:00,1e300,1,x\n");
    }

    private Task<TrainingSet> BuildAsync(Instant? asOf = null) => new TrainingSetBuilder(World.Workspace).BuildAsync(
        World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), new TrainingSetOptions { AsOf = asOf }, TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> CommittedAsync() =>
        Sql.Lines($"SELECT customer, \"at\", amount::VARCHAR AS amount, count, note FROM {await FilesAsync()} ORDER BY _sequence");

    private async Task<string> FilesAsync()
    {
        var folder = Path.Combine(World.OfflinePath, "lines");
        var snapshot = (await DeltaTable.At(folder).ReadAsync(ct: TestContext.Current.CancellationToken))!;
        return $"read_parquet([{string.Join(", ", snapshot.Files.Select(file => $"'{Path.Combine(folder, file.Path)}'"))}])";
    }

    private static void Age(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2023, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    private static Instant Time(string text) => Instant.TryParse(text, out var time) ? time : throw new FormatException(text);
}
