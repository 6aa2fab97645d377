using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>The same bytes are stored once; other files are appended behind them.</summary>
public sealed class RepeatTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";

    [Fact]
    public async Task The_same_file_again_adds_nothing_and_reports_the_same_counts()
    {
        var first = await IngestAsync($"a,{Day},1,2,x\n,{Day},1,2,y\n");
        File.Copy(Path.Combine(World.Folder, "lines.csv"), Path.Combine(World.Folder, "copy.csv"));

        var again = await World.IngestAsync("lines", Path.Combine(World.Folder, "copy.csv"));

        again.IsRepeat.ShouldBeTrue();
        again.Counts.ShouldBe(first.Counts with { BrokenRules = again.Counts.BrokenRules });
        again.Counts.BrokenRules.ShouldBe(first.Counts.BrokenRules);
        again.TableVersion.ShouldBe(first.TableVersion);
        Stored().Count.ShouldBe(1);
        Sql.Single($"SELECT count(*) FROM {World.Table("lines__quarantine")}").ShouldBe("1");
    }

    [Fact]
    public async Task Other_files_are_appended_with_consecutive_sequences()
    {
        await IngestAsync($"a,{Day},1,2,x\n,{Day},1,2,y\nb,2023-12-31T00:00:00,1,2,z\n");
        var second = await IngestAsync($"c,{Day},1,2,x\nd,2023-12-31T00:00:00,1,2,z\n");

        (second.IsRepeat, second.Counts.RowsStored, second.TableVersion).ShouldBe((false, 2, 2));
        Sql.Lines($"SELECT _sequence, customer FROM {World.Table("lines")} ORDER BY _sequence").ShouldBe(["0 | a", "1 | b", "2 | c", "3 | d"]);
    }

    [Fact]
    public async Task A_glob_that_has_grown_adds_the_new_files_only()
    {
        World.Write("day-1.csv", LineRepository.Header + $"a,{Day},1,2,x\n");
        var glob = Path.Combine(World.Folder, "day-*.csv");
        await World.IngestAsync("lines", glob);
        World.Write("day-2.csv", LineRepository.Header + $"b,{Day},1,2,x\n");
        World.Write("day-3.csv", LineRepository.Header + $"b,{Day},1,2,x\n");

        var grown = await World.IngestAsync("lines", glob);
        var single = await World.IngestAsync("lines", Path.Combine(World.Folder, "day-2.csv"));
        var all = await World.IngestAsync("lines", glob);

        (grown.IsRepeat, grown.Counts.RowsRead, grown.Counts.RowsStored).ShouldBe((false, 1, 1));
        (single.IsRepeat, single.Counts.RowsRead).ShouldBe((true, 1));
        (all.IsRepeat, all.Counts.RowsRead, all.TableVersion).ShouldBe((true, 0, 2));
        Sql.Lines($"SELECT _sequence, customer FROM {World.Table("lines")} ORDER BY _sequence").ShouldBe(["0 | a", "1 | b"]);
    }

    [Fact]
    public async Task Two_ingests_at_a_time_take_turns()
    {
        Task<IngestReport> second;
        using (await ProcessLock.OfSourceAsync(World.Workspace, "lines", null, TestContext.Current.CancellationToken))
        {
            second = IngestAsync($"a,{Day},1,2,x\n");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
            second.IsCompleted.ShouldBeFalse();
        }

        while (!second.IsCompleted)
        {
            World.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        (await second).IsRepeat.ShouldBeFalse();
    }

    [Fact]
    public async Task Data_files_that_a_killed_run_left_are_removed_a_day_later()
    {
        await IngestAsync($"a,{Day},1,2,x\n,{Day},1,2,y\n");
        var today = World.Clock.GetUtcNow().UtcDateTime;
        string Leave(string table, string name, TimeSpan age)
        {
            var path = World.Write($"state/offline/{table}/event_date=2024-01-01/{name}", "left by a killed run");
            File.SetLastWriteTimeUtc(path, today - age);
            return path;
        }

        string[] old = [Leave("lines", "part-dead-0.parquet", TimeSpan.FromHours(25)), Leave("lines__quarantine", "part-dead-0.parquet", TimeSpan.FromDays(30))];
        var young = Leave("lines", "part-busy-0.parquet", TimeSpan.FromHours(23));
        foreach (var file in Directory.GetFiles(World.OfflinePath, "part-*.parquet", SearchOption.AllDirectories).Except([.. old, young]))
        {
            File.SetLastWriteTimeUtc(file, today - TimeSpan.FromDays(400));
        }

        await World.IngestAsync("lines", World.Write("more.csv", LineRepository.Header + $"b,{Day},1,2,z\n"));

        old.ShouldAllBe(path => !File.Exists(path));
        File.Exists(young).ShouldBeTrue("an ingest on another machine may be about to commit it");
        File.Delete(young);
        Stored().Count.ShouldBe(2);
        Sql.Single($"SELECT count(*) FROM {World.Table("lines__quarantine")}").ShouldBe("1");
    }

    [Fact]
    public async Task A_run_killed_between_its_commits_is_finished_by_the_next()
    {
        await IngestAsync($"a,{Day},1,2,x\n,{Day},1,2,y\n");
        var quarantine = DeltaTable.At(Path.Combine(World.OfflinePath, "lines__quarantine"));
        File.Delete(Path.Combine(quarantine.Path, "_delta_log", "00000000000000000001.json"));
        (await quarantine.ReadAsync(ct: TestContext.Current.CancellationToken))!.Files.ShouldBeEmpty();

        var again = await World.IngestAsync("lines", Path.Combine(World.Folder, "lines.csv"));

        again.IsRepeat.ShouldBeTrue();
        (await quarantine.ReadAsync(ct: TestContext.Current.CancellationToken))!.Files.Sum(f => f.Rows).ShouldBe(1);
        Stored().Count.ShouldBe(1);
    }
}
