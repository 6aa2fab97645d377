using System.Globalization;
using Larder.Catalog;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.Sqlite;
using Larder.Support;

namespace Larder.Crash;

/// <summary>A disk that fills up in the middle of a step: one line that says so, nothing half written, and the next run works.</summary>
public sealed class FullDiskTests : LineFixture
{
    [Fact]
    public async Task A_full_disk_stops_an_ingest_and_a_training_set_cleanly()
    {
        var disk = Path.Combine(World.Folder, "disk");
        Directory.CreateDirectory(disk);
        await SmallDisk.MountAsync(disk);
        try
        {
            var workspace = World.With(state: Path.Combine(disk, "state"));
            var lines = string.Concat(Enumerable.Range(0, 60_000).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"c{i},2024-01-01T00:00:{i % 60:00},{Math.Sqrt(i)},{i % 7},{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))}\n")));
            (await Should.ThrowAsync<UnavailableException>(() => IngestAsync(lines, workspace: workspace))).Message.ShouldSatisfyAllConditions(
                m => m.ShouldStartWith(disk), m => m.ShouldContain("No space left on device"), m => m.ShouldEndWith("check space and permissions and run the step again, or give another folder with --state."), m => m.ShouldNotContain('\n'));
            Directory.GetFiles(Path.Combine(disk, "state", "offline", "lines", "_delta_log")).Length.ShouldBeLessThan(2);

            await SmallDisk.ResizeAsync(disk, "9m");
            (await IngestAsync(lines, workspace: workspace)).Counts.RowsStored.ShouldBe(60_000);
            var build = () => new TrainingSetBuilder(workspace).BuildAsync(World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), cancellationToken: TestContext.Current.CancellationToken);
            File.WriteAllBytes(Path.Combine(disk, "filler"), new byte[new DriveInfo(disk).AvailableFreeSpace - 100_000]);
            (await Should.ThrowAsync<UnavailableException>(build)).Message.ShouldSatisfyAllConditions(
                m => m.ShouldStartWith(disk), m => m.ShouldContain("No space left on device"), m => m.ShouldEndWith("check space and permissions and run the step again, or give another folder with --state."), m => m.ShouldNotContain('\n'));
            Directory.GetFiles(Path.Combine(disk, "state"), "data.parquet*", SearchOption.AllDirectories).ShouldBeEmpty();

            File.Delete(Path.Combine(disk, "filler"));
            await SmallDisk.ResizeAsync(disk, "60m");
            (await build()).Record.Rows.ShouldBe(60_000);

            await using var online = SqliteOnlineStore.Open(Path.Combine(disk, "online.db"));
            File.WriteAllBytes(Path.Combine(disk, "filler"), new byte[new DriveInfo(disk).AvailableFreeSpace - 1_000_000]);
            var materialize = () => new Materializer(workspace.With(online)).RunAsync((CompiledSourceView)World.Catalog.View("notes"), cancellationToken: TestContext.Current.CancellationToken);
            (await Should.ThrowAsync<UnavailableException>(materialize)).Message.ShouldNotContain('\n');
            (await online.CountAsync("notes@v1", TestContext.Current.CancellationToken)).ShouldBe(0);
            File.Delete(Path.Combine(disk, "filler"));
            (await materialize()).Written.ShouldBe(60_000);
        }
        finally
        {
            await SmallDisk.UnmountAsync(disk);
        }
    }
}
