using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Support;

namespace Larder.Derived;

/// <summary>Days computed anew in any order, in any portions and more than once give the rows of one derivation, bit for bit, and nobody sees them before all are there.</summary>
public sealed class BackfillTests : IDisposable
{
    private const int Days = 12;

    private static readonly int Kills = Reference.CaseCount.Of(8);

    private readonly World _world = new(new PlainRatios().Build());
    private readonly Workspace _changed;

    public BackfillTests() => _changed = Over(new PlainRatios { Factor = 3 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SourceDefinition Joined => _changed.Catalog.Source("joined");

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(40, true)]
    [InlineData(500_000, false)]
    public async Task Every_order_and_portion_gives_the_rows_of_a_derivation(int rows, bool newestFirst)
    {
        await FillAsync();
        var before = await DerivedRows.ReadAsync(_world.Workspace, "joined");
        var heard = new List<IReadOnlyList<string>>();

        // Portions are progress: while they come, readers see the rows of before.
        var report = await new Backfiller(_changed, new Heard(() => heard.Add(DerivedRows.ReadAsync(_world.Workspace, "joined").GetAwaiter().GetResult())), rows)
            .RunAsync(Joined, new BackfillOptions { NewestFirst = newestFirst }, Token);

        (report.Computed, report.Rows, report.Missing, report.TableVersion).ShouldBe((Days, before.Count, 0, 2));
        heard.Count.ShouldBeGreaterThan(0);
        heard.ShouldAllBe(seen => seen.SequenceEqual(before));
        var after = await DerivedRows.ReadAsync(_changed, "joined");
        after.ShouldNotBe(before);
        after.ShouldBe(await DerivedAnewAsync());
        Directory.Exists(Path.Combine(_world.OfflinePath, "joined__backfill")).ShouldBeFalse();
        (await new Backfiller(_changed).RunAsync(Joined, cancellationToken: Token)).ShouldBe(new BackfillReport("joined", 0, 0, 0, 2));
        (await new Deriver(_changed).RunAsync([Joined], Token)).ShouldHaveSingleItem().Outcome.ShouldBe(DerivationOutcome.Unchanged);
    }

    [Fact]
    public async Task Ranges_add_up_and_the_last_one_switches()
    {
        await FillAsync();
        var before = await DerivedRows.ReadAsync(_world.Workspace, "joined");
        BackfillOptions Range(int from, int to) => new() { From = new DateOnly(2024, 1, from), To = new DateOnly(2024, 1, to) };

        (await RunAsync(Range(9, 31))).ShouldBe((4, 8, null));
        (await RunAsync(Range(9, 31))).ShouldBe((0, 8, null));
        (await RunAsync(Range(1, 3))).ShouldBe((3, 5, null));
        (await DerivedRows.ReadAsync(_world.Workspace, "joined")).ShouldBe(before);
        var plan = await new Backfiller(_changed).PlanAsync(Joined, Range(2, 5), Token);
        (plan.Reason, string.Join(' ', plan.Reads)).ShouldBe(("its definition changed", "lines@12"));
        string.Concat(plan.Days.Select(d => d.IsDone ? 'd' : d.IsWanted ? 'w' : '-')).ShouldBe("dddww---dddd");
        plan.Days.Sum(d => d.Rows).ShouldBe(before.Count);
        (await RunAsync(new BackfillOptions())).ShouldBe((5, 0, 2));

        (await DerivedRows.ReadAsync(_changed, "joined")).ShouldBe(await DerivedAnewAsync());
        (await new Backfiller(_changed).PlanAsync(Joined, cancellationToken: Token)).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Days_made_of_other_versions_upstream_are_computed_again()
    {
        await FillAsync();
        (await RunAsync(new BackfillOptions { To = new DateOnly(2024, 1, 10) })).ShouldBe((10, 2, null));
        await _world.IngestAsync("lines", _world.Write("late.csv", LineRepository.Header + "a,2024-01-01T00:00:00,77,1,late\n"));

        (await RunAsync(new BackfillOptions { From = new DateOnly(2024, 1, 11) })).ShouldBe((2, 10, null));
        (await RunAsync(new BackfillOptions())).ShouldBe((10, 0, 2));

        (await DerivedRows.ReadAsync(_changed, "joined")).ShouldBe(await DerivedAnewAsync());
    }

    [Fact]
    public async Task A_run_that_stops_goes_on_behind_its_last_portion()
    {
        await FillAsync();
        using var stop = new CancellationTokenSource();
        var portions = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => new Backfiller(_changed, new Heard(() =>
        {
            if (++portions == 5)
            {
                stop.Cancel();
            }
        }), rows: 1).RunAsync(Joined, cancellationToken: stop.Token));

        (await RunAsync(new BackfillOptions())).ShouldBe((8, 0, 2));
        (await DerivedRows.ReadAsync(_changed, "joined")).ShouldBe(await DerivedAnewAsync());
    }

    [Fact]
    public async Task Killed_at_any_moment_it_ends_as_if_undisturbed()
    {
        await FillAsync();
        var random = new Random(20261202);
        await using (var metadata = Sqlite.SqliteMetadata.Open(Path.Combine(_world.StatePath, "metadata.db")))
        {
            await Catalog.CatalogPlan.Compare(_changed.Catalog, []).ApplyAsync(metadata.Definitions, new Types.Instant(0), Token);
        }

        var before = await DerivedRows.ReadAsync(_world.Workspace, "joined");
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Crash.StepChild.Start("backfill", _world.StatePath, _world.Folder);
            (await child.StandardOutput.ReadLineAsync(Token)).ShouldBe("ready");
            var said = child.StandardOutput.ReadLineAsync(Token).AsTask();
            await Task.WhenAny(said, Task.Delay(random.Next(50, 900), Token));
            child.Kill();
            await child.WaitForExitAsync(Token);
            _ = await said;
            var seen = (await DeltaTable.At(Path.Combine(_world.OfflinePath, "joined")).ReadAsync(ct: Token))!.Version;
            (seen == 1 ? await DerivedRows.ReadAsync(_world.Workspace, "joined") : before).ShouldBe(before, "nobody sees days before all are there");
        }

        using var last = Crash.StepChild.Start("backfill", _world.StatePath, _world.Folder);
        (await last.StandardOutput.ReadToEndAsync(Token)).ShouldContain("done ");
        await last.WaitForExitAsync(Token);
        (await DerivedRows.ReadAsync(_changed, "joined")).ShouldBe(await DerivedAnewAsync());
        Directory.Exists(Path.Combine(_world.OfflinePath, "joined__backfill")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_has_no_days_is_refused()
    {
        await FillAsync();
        (await Should.ThrowAsync<InvalidInputException>(() => new Backfiller(_changed).RunAsync(_changed.Catalog.Source("lines"), cancellationToken: Token))).Message.ShouldBe(
            "Source lines comes from files and is not computed; run 'larder ingest lines'.");
        (await Should.ThrowAsync<InvalidInputException>(() => new Backfiller(_changed).PlanAsync(Joined, new BackfillOptions { From = new DateOnly(2025, 1, 1) }, Token))).Message.ShouldBe(
            "lines has no events from 2025-01-01 to the last; it has them from 2024-01-01 to 2024-01-12.");
    }

    private async Task<(int Computed, int Missing, long? Version)> RunAsync(BackfillOptions options)
    {
        var report = await new Backfiller(_changed, rows: 20).RunAsync(Joined, options, Token);
        return (report.Computed, report.Missing, report.TableVersion);
    }

    /// <summary>Lines of three customers on twelve days, in several ingests that come in no order, derived by the definition of before.</summary>
    private async Task FillAsync()
    {
        var random = new Random(7);
        foreach (var day in Enumerable.Range(1, Days).OrderBy(_ => random.Next()))
        {
            var lines = Enumerable.Range(0, 15).Select(_ => $"{"abc"[random.Next(3)]},2024-01-{day:00}T{random.Next(24):00}:00:00,{random.Next(1, 100) / 7.0:R},1,n{day}\n");
            await _world.IngestAsync("lines", _world.Write($"day{day}.csv", LineRepository.Header + string.Concat(lines)));
        }

        await new Deriver(_world.Workspace).RunAsync(_world.Catalog.Sources, Token);
    }

    /// <summary>The rows of one derivation by the definition of now, in a folder of its own.</summary>
    private async Task<IReadOnlyList<string>> DerivedAnewAsync()
    {
        var state = Path.Combine(_world.Folder, "anew");
        foreach (var file in Directory.GetFiles(Path.Combine(_world.OfflinePath, "lines"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(state, "offline", "lines", Path.GetRelativePath(Path.Combine(_world.OfflinePath, "lines"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var anew = Over(new PlainRatios { Factor = 3 }, state);
        await new Deriver(anew).RunAsync([Joined], Token);
        return await DerivedRows.ReadAsync(anew, "joined");
    }

    private Workspace Over(FeatureRepository repository, string? state = null) => new(
        repository.Build(), _world.Workspace.Options with { StatePath = state ?? _world.StatePath }, _world.Definitions, _world.Datasets, new Testing.InMemoryModelStore(), _world.Online, _world.Clock);

    private sealed class Heard(Action reported) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            if (value.Text.StartsWith("backfilling", StringComparison.Ordinal))
            {
                reported();
            }
        }
    }
}
