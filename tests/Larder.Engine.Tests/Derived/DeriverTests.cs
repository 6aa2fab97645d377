using Larder.Ingestion;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Support;

namespace Larder.Derived;

/// <summary>When rows are added and when all are made anew, and that nothing else is ever seen.</summary>
public sealed class DeriverTests
{
    private const string First = "a,2024-01-01T00:00:00,1,1,x\nb,2024-01-02T00:00:00,2,1,x\na,2024-01-03T00:00:00,4,1,x\n";
    private const string Later = "a,2024-01-04T00:00:00,8,1,x\nb,2024-01-04T00:00:00,16,1,x\n";
    private const string Last = "a,2024-01-04T06:00:00,3,1,x\n";
    private const string Late = "a,2024-01-02T12:00:00,32,1,x\n";

    [Fact]
    public async Task Rows_after_all_others_are_added()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await DeriveAsync(world, "joined Rebuilt 3 @1 for the first time");
        var before = await FilesAsync(world);
        await IngestAsync(world, Later);

        await DeriveAsync(world, "joined Appended 2 @2 ");

        (await FilesAsync(world)).Take(before.Count).ShouldBe(before);
        (await DerivedRows.ReadAsync(world.Workspace, "joined")).ShouldBe(
        [
            "2024-01-01T00:00:00Z 2024-01-01T00:00:00Z #0: a | - | 0",
            "2024-01-02T00:00:00Z 2024-01-02T00:00:00Z #1: b | - | 0",
            "2024-01-03T00:00:00Z 2024-01-03T00:00:00Z #2: a | 4 4010000000000000 | 1",
            "2024-01-04T00:00:00Z 2024-01-04T00:00:00Z #3: a | 1.6 3ff999999999999a | 2",
            "2024-01-04T00:00:00Z 2024-01-04T00:00:00Z #4: b | 8 4020000000000000 | 1",
        ]);
        await DeriveAsync(world, "joined Unchanged 0 @2 ");
    }

    [Fact]
    public async Task A_compaction_upstream_makes_nothing_anew()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await IngestAsync(world, Later);
        await DeriveAsync(world, "joined Rebuilt 5 @1 for the first time");
        var before = await DerivedRows.ReadAsync(world.Workspace, "joined");
        await IngestAsync(world, Last);
        (await new Offline.Maintenance.TableMaintenance(world.Workspace).CompactAsync("lines", cancellationToken: TestContext.Current.CancellationToken)).FilesBefore.ShouldBe(2);

        await DeriveAsync(world, "joined Appended 1 @2 ");

        (await DerivedRows.ReadAsync(world.Workspace, "joined")).Take(5).ShouldBe(before);
    }

    [Fact]
    public async Task A_row_that_earlier_ones_should_have_seen_makes_all_anew_and_the_old_version_stays()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await DeriveAsync(world, "joined Rebuilt 3 @1 for the first time");
        var before = await DerivedRows.ReadAsync(world.Workspace, "joined");
        await IngestAsync(world, Late);

        await DeriveAsync(world, "joined Rebuilt 4 @2 lines got rows known from 2024-01-02T12:00:00Z on, and rows up to 2024-01-03T00:00:00Z had looked it up");

        using var fresh = await WorldAsync(new PlainRatios(), First, Late);
        await DeriveAsync(fresh, "joined Rebuilt 4 @1 for the first time");
        (await DerivedRows.ReadAsync(world.Workspace, "joined")).ShouldBe(await DerivedRows.ReadAsync(fresh.Workspace, "joined"));
        var old = await OfflineTable.OpenAsync(world.OfflinePath, world.Catalog.Source("joined"), 1, TestContext.Current.CancellationToken);
        old.Rows.ShouldBe(before.Count);
    }

    [Fact]
    public async Task Another_definition_makes_all_anew_also_with_other_columns()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await DeriveAsync(world, "joined Rebuilt 3 @1 for the first time");
        var doubled = Over(world, new PlainRatios { Factor = 2 });
        Text(await new Deriver(doubled).RunAsync(doubled.Catalog.Sources, TestContext.Current.CancellationToken)).ShouldBe(["joined Rebuilt 3 @2 its definition changed"]);
        var wide = Over(world, new WideRatios());

        Text(await new Deriver(wide).RunAsync(wide.Catalog.Sources, TestContext.Current.CancellationToken)).ShouldBe(["joined Rebuilt 3 @3 its definition changed"]);

        (await DerivedRows.ReadAsync(wide, "joined"))[2].ShouldEndWith("| x");
        (await DeltaTable.At(Path.Combine(world.OfflinePath, "joined")).ReadAsync(2, TestContext.Current.CancellationToken))!.Schema.Find("note").ShouldBeNull();
    }

    [Fact]
    public async Task A_table_that_was_made_anew_upstream_makes_all_anew()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await DeriveAsync(world, "joined Rebuilt 3 @1 for the first time");
        Directory.Delete(Path.Combine(world.OfflinePath, "lines"), recursive: true);
        Directory.Delete(Path.Combine(world.OfflinePath, "lines__quarantine"), recursive: true);
        await IngestAsync(world, Later);

        await DeriveAsync(world, "joined Rebuilt 2 @2 lines was made anew");
    }

    [Fact]
    public async Task Without_events_upstream_it_waits()
    {
        using var world = new World(new PlainRatios().Build());

        await DeriveAsync(world, "joined Waiting 0 @ Source lines has no events yet; run 'larder ingest lines' first.");

        Directory.Exists(Path.Combine(world.OfflinePath, "joined")).ShouldBeFalse();
        (await Should.ThrowAsync<NotFoundException>(() => OfflineTable.OpenAsync(world.OfflinePath, world.Catalog.Source("joined"), null, TestContext.Current.CancellationToken)))
            .Message.ShouldBe("Source joined has no events; it is made of lines joined with sums. Run 'larder derive joined', which says what it waits for.");
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_the_old_rows_and_the_next_one_ends_it()
    {
        using var world = await WorldAsync(new PlainRatios(), First);
        await DeriveAsync(world, "joined Rebuilt 3 @1 for the first time");
        await IngestAsync(world, Later);
        using var stop = new CancellationTokenSource();
        var stopping = new Deriver(world.Workspace, new Stop(stop));

        await Should.ThrowAsync<OperationCanceledException>(() => stopping.RunAsync(world.Catalog.Sources, stop.Token));

        (await DerivedRows.ReadAsync(world.Workspace, "joined")).Count.ShouldBe(3);
        await DeriveAsync(world, "joined Appended 2 @2 ");
    }

    [Fact]
    public async Task Two_runs_at_a_time_make_rows_once()
    {
        using var world = await WorldAsync(new PlainRatios(), First, Later);

        // Those that wait look again after a while, so the clock has to go.
        var workspace = new Workspace(world.Catalog, world.Workspace.Options, world.Definitions, world.Datasets, new Testing.InMemoryModelStore(), world.Online, TimeProvider.System);
        var reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => new Deriver(workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken))));

        reports.Count(r => r[0].Outcome == DerivationOutcome.Rebuilt).ShouldBe(1);
        (await DerivedRows.ReadAsync(world.Workspace, "joined")).Count.ShouldBe(5);
    }

    private static async Task<World> WorldAsync(FeatureRepository repository, params string[] files)
    {
        var world = new World(repository.Build());
        foreach (var file in files)
        {
            await IngestAsync(world, file);
        }

        return world;
    }

    private static Task<IngestReport> IngestAsync(World world, string lines) => world.IngestAsync("lines", world.Write("lines.csv", LineRepository.Header + lines));

    private static Workspace Over(World world, FeatureRepository repository) =>
        new(repository.Build(), world.Workspace.Options, world.Definitions, world.Datasets, new Testing.InMemoryModelStore(), world.Online, world.Clock);

    private static async Task DeriveAsync(World world, params string[] reports) =>
        Text(await new Deriver(world.Workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken)).ShouldBe(reports);

    private static IEnumerable<string> Text(IEnumerable<DerivationReport> reports) => reports.Select(r => $"{r.Source} {r.Outcome} {r.Rows} @{r.TableVersion} {r.Reason}");

    private static async Task<IReadOnlyList<string>> FilesAsync(World world) =>
        [.. (await DeltaTable.At(Path.Combine(world.OfflinePath, "joined")).ReadAsync(ct: TestContext.Current.CancellationToken))!.Files.Select(f => f.Path)];

    private sealed class Stop(CancellationTokenSource source) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => source.Cancel();
    }
}
