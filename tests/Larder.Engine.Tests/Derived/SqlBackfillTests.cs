using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.Delta;
using Larder.Sqlite;
using Larder.Support;
using Larder.Types;

namespace Larder.Derived;

/// <summary>A SQL view computed anew has the rows of one derivation over all there is, and nobody sees them before they are all there.</summary>
public sealed class SqlBackfillTests : IDisposable
{
    private static readonly int Kills = Reference.CaseCount.Of(8);
    private readonly World _world = new(SqlRepository.Catalog);
    private readonly Workspace _changed;

    public SqlBackfillTests() => _changed = Over(new SqlRepository { Factor = 3 }, _world.StatePath);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SourceDefinition Plain => _changed.Catalog.Source("plain");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task All_rows_are_those_of_one_derivation_and_a_second_time_nothing_is_done()
    {
        await FillAsync();
        var before = await DerivedRows.ReadAsync(_world.Workspace, "plain");
        var seen = new List<IReadOnlyList<string>>();

        var plan = await new Backfiller(_changed).PlanAsync(Plain, cancellationToken: Token);
        (plan.Reason, string.Join(' ', plan.Reads), plan.Days.Count, plan.Whole).ShouldBe(("its definition changed", "clicks@3", 0, new WholeBackfill(132, before.Count)));
        var report = await new Backfiller(_changed, new Heard(() => seen.Add(DerivedRows.ReadAsync(_world.Workspace, "plain").GetAwaiter().GetResult()))).RunAsync(Plain, cancellationToken: Token);

        report.ShouldBe(new BackfillReport("plain", 0, before.Count, 0, 4));
        seen.ShouldNotBeEmpty();
        seen.ShouldAllBe(rows => rows.SequenceEqual(before));
        var (after, digest) = (await DerivedRows.ReadAsync(_changed, "plain"), await DigestAsync(_world.StatePath));
        after.ShouldNotBe(before);
        after.ShouldBe(await DerivedAnewAsync());
        (await new Backfiller(_changed).PlanAsync(Plain, cancellationToken: Token)).Reason.ShouldBeNull();
        (await new Backfiller(_changed).RunAsync(Plain, cancellationToken: Token)).ShouldBe(new BackfillReport("plain", 0, 0, 0, 4));
        (await DigestAsync(_world.StatePath)).ShouldBe(digest);
        (await new Deriver(_changed).RunAsync([Plain], Token)).ShouldHaveSingleItem().Outcome.ShouldBe(DerivationOutcome.Unchanged);
    }

    [Fact]
    public async Task What_came_in_portions_is_computed_in_one_go()
    {
        await FillAsync();
        await _world.IngestAsync("clicks", _world.Write("late.csv", ClickCase.Csv(new ClickCase(77, clicks: 10, files: 1, isPlain: true).Files[0])));
        var plain = _world.Catalog.Source("plain");

        (await new Backfiller(_world.Workspace).PlanAsync(plain, cancellationToken: Token)).Reason.ShouldBe("what it reads has changed");
        var report = await new Backfiller(_world.Workspace).RunAsync(plain, cancellationToken: Token);

        report.Rows.ShouldBe((await DerivedRows.ReadAsync(_world.Workspace, "plain")).Count);
        (await DerivedRows.ReadAsync(_world.Workspace, "plain")).ShouldBe(await DerivedAnewAsync(factor: 2));
    }

    [Fact]
    public async Task Killed_at_any_moment_it_ends_as_if_undisturbed()
    {
        await FillAsync();
        var random = new Random(20261203);
        await using (var metadata = SqliteMetadata.Open(Path.Combine(_world.StatePath, "metadata.db")))
        {
            await CatalogPlan.Compare(_changed.Catalog, []).ApplyAsync(metadata.Definitions, new Instant(0), Token);
        }

        var before = await DerivedRows.ReadAsync(_world.Workspace, "plain");
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Crash.StepChild.Start("backfill-sql", _world.StatePath, _world.Folder);
            (await child.StandardOutput.ReadLineAsync(Token)).ShouldBe("ready");
            var said = child.StandardOutput.ReadLineAsync(Token).AsTask();
            await Task.WhenAny(said, Task.Delay(random.Next(10, 400), Token));
            child.Kill();
            await child.WaitForExitAsync(Token);
            _ = await said;
            var version = (await DeltaTable.At(Path.Combine(_world.OfflinePath, "plain")).ReadAsync(ct: Token))!.Version;
            (version == 3 ? await DerivedRows.ReadAsync(_world.Workspace, "plain") : before).ShouldBe(before, "nobody sees rows before all are there");
        }

        using var last = Crash.StepChild.Start("backfill-sql", _world.StatePath, _world.Folder);
        (await last.StandardOutput.ReadToEndAsync(Token)).ShouldContain("done ");
        await last.WaitForExitAsync(Token);
        (await DerivedRows.ReadAsync(_changed, "plain")).ShouldBe(await DerivedAnewAsync());
    }

    [Fact]
    public async Task Days_cannot_be_chosen_and_something_must_be_there()
    {
        (await Should.ThrowAsync<NotFoundException>(() => new Backfiller(_changed).RunAsync(Plain, cancellationToken: Token))).Message.ShouldBe(
            "Source clicks has no events yet; run 'larder ingest clicks' first.");
        foreach (var options in new BackfillOptions[] { new() { From = new DateOnly(2024, 1, 1) }, new() { To = new DateOnly(2024, 1, 1) }, new() { NewestFirst = true } })
        {
            (await Should.ThrowAsync<InvalidInputException>(() => new Backfiller(_changed).PlanAsync(Plain, options, Token))).Message.ShouldBe(
                "SQL view plain is one query over all rows and has no days of its own; run 'larder backfill plain' without --from, --to and --newest-first.");
        }
    }

    private async Task FillAsync()
    {
        foreach (var (file, i) in new ClickCase(531, clicks: 120, files: 3, isPlain: true).Files.Select((f, i) => (f, i)))
        {
            await _world.IngestAsync("clicks", _world.Write($"clicks{i}.csv", ClickCase.Csv(file)));
            await new Deriver(_world.Workspace).RunAsync(_world.Catalog.Sources, Token);
        }
    }

    /// <summary>The rows of one derivation in a folder of its own.</summary>
    private async Task<IReadOnlyList<string>> DerivedAnewAsync(int factor = 3)
    {
        var state = Path.Combine(_world.Folder, "anew");
        foreach (var file in Directory.GetFiles(Path.Combine(_world.OfflinePath, "clicks"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(state, "offline", "clicks", Path.GetRelativePath(Path.Combine(_world.OfflinePath, "clicks"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var anew = Over(new SqlRepository { Factor = factor }, state);
        await new Deriver(anew).RunAsync([anew.Catalog.Source("plain")], Token);
        return await DerivedRows.ReadAsync(anew, "plain");
    }

    private async Task<string> DigestAsync(string state)
    {
        var table = (await OfflineTable.TryOpenAsync(Path.Combine(state, "offline"), Plain, Token))!;
        return table.Fingerprint;
    }

    private Workspace Over(FeatureRepository repository, string state) => new(
        repository.Build(), _world.Workspace.Options with { StatePath = state }, _world.Definitions, _world.Datasets, new Testing.InMemoryModelStore(), _world.Online, _world.Clock);

    private sealed class Heard(Action reported) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            if (value.Text.StartsWith("deriving plain", StringComparison.Ordinal))
            {
                reported();
            }
        }
    }
}
