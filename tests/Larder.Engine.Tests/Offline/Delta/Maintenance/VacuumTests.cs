using Larder.Errors;

namespace Larder.Offline.Delta;

public sealed class VacuumTests : CheckpointFixture
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task Files_go_that_no_version_within_the_retention_needs()
    {
        await ThreeFilesOneRemovedAsync();
        Age("1.parquet", "2.parquet", "3.parquet");
        Write("stray.parquet");
        Age("stray.parquet");
        Write("young.parquet");
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "young.parquet"), Clock.Now.UtcDateTime);

        (await Table.VacuumAsync(new())).Files.Select(file => file.Path).ShouldBe(["stray.parquet"], "the removal is young");
        Clock.Now += Week + TimeSpan.FromMilliseconds(1);
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "young.parquet"), Clock.Now.UtcDateTime);
        var would = await Table.VacuumAsync(new() { DryRun = true });
        would.Files.Select(file => file.Path).ShouldBe(["1.parquet"]);
        File.Exists(Path.Combine(Folder, "1.parquet")).ShouldBeTrue();

        var done = await Table.VacuumAsync(new());

        done.ShouldBeEquivalentTo(would);
        Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe(["2.parquet", "3.parquet", "young.parquet"]);
    }

    [Fact]
    public async Task Files_of_pinned_versions_stay()
    {
        await ThreeFilesOneRemovedAsync();
        Age("1.parquet", "2.parquet", "3.parquet");
        Clock.Now += TimeSpan.FromDays(20);

        var pinned = await Table.VacuumAsync(new() { Pinned = [2, 2, 77] });
        pinned.Files.ShouldBeEmpty();
        pinned.LostPins.ShouldBe([77L]);
        (await Table.VacuumAsync(new() { Pinned = [0, 4] })).Files.Select(file => file.Path).ShouldBe(["1.parquet"]);
    }

    [Fact]
    public async Task A_retention_below_the_tables_is_refused_unless_forced()
    {
        await ThreeFilesOneRemovedAsync();
        Age("1.parquet");
        Clock.Now += TimeSpan.FromHours(30);

        (await Should.ThrowAsync<InvalidInputException>(() => Table.VacuumAsync(new() { Retention = TimeSpan.FromDays(1.5) }))).Message.ShouldBe(
            $"A retention of 1.5 days is shorter than the 7 days of the Delta table '{Folder}': readers and writers under way could lose their files. "
            + "Give a longer one, or force it when nothing else uses the table.");
        (await Should.ThrowAsync<InvalidInputException>(() => Table.VacuumAsync(new() { Retention = TimeSpan.FromDays(-1), Force = true }))).Message.ShouldStartWith("A retention of -1 days is shorter");
        (await Table.VacuumAsync(new() { Retention = TimeSpan.FromDays(1), Force = true })).Files.Select(file => file.Path).ShouldBe(["1.parquet"]);
    }

    [Fact]
    public async Task A_retention_above_the_tables_keeps_files_that_checkpoints_have_forgotten()
    {
        await ThreeFilesOneRemovedAsync();
        Age("1.parquet", "2.parquet", "3.parquet");
        Clock.Now += TimeSpan.FromDays(20);
        await Table.CheckpointAsync();

        (await Table.VacuumAsync(new() { Retention = TimeSpan.FromDays(21) })).Files.ShouldBeEmpty();
        (await Table.VacuumAsync(new() { Retention = TimeSpan.FromDays(19) })).Files.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("interval 2 days", 2)]
    [InlineData("interval 1 week", 7)]
    [InlineData("INTERVAL 24 hours 1440 minutes", 2)]
    public async Task The_tables_property_sets_the_retention(string text, double days)
    {
        await PropertyAsync("delta.deletedFileRetentionDuration", text);

        (await Table.VacuumAsync(new())).Retention.ShouldBe(TimeSpan.FromDays(days));
    }

    [Fact]
    public async Task A_property_that_is_no_span_is_named()
    {
        await PropertyAsync("delta.deletedFileRetentionDuration", "one month");

        (await Should.ThrowAsync<InvalidInputException>(() => Table.VacuumAsync(new()))).Message.ShouldBe(
            $"The property delta.deletedFileRetentionDuration of the Delta table '{Folder}' is 'one month', which is no span of time. Set it to one such as 'interval 7 days'.");
    }

    [Fact]
    public async Task Commits_go_that_are_older_than_the_table_keeps_them_but_only_behind_a_checkpoint()
    {
        await CommitsAsync(9);
        Clock.Now += TimeSpan.FromDays(31);
        (await Table.VacuumAsync(new())).LogFiles.ShouldBeEmpty("there is no checkpoint");
        await CommitsAsync(12, from: 10);
        Clock.Now += TimeSpan.FromDays(1);
        (await Table.VacuumAsync(new())).LogFiles.ShouldBeEmpty("the checkpoints are younger than what has expired");
        Clock.Now += TimeSpan.FromDays(31);

        (await Table.VacuumAsync(new() { Pinned = [10, 15] })).LogFiles.ShouldBe([.. Enumerable.Range(0, 10).Select(version => LogFolder.CommitName(version))]);
        (await PathsAsync(10)).ShouldBe(Expected(10));
        (await PathsAsync(15)).ShouldBe(Expected(15));
        (await Table.VacuumAsync(new())).LogFiles.ShouldBe([.. Enumerable.Range(10, 10).Select(version => LogFolder.CommitName(version)), LogFolder.CheckpointName(10)]);
        (await PathsAsync()).ShouldBe(Expected(21));
        (await Table.AppendAsync(new("app 3", 3, []))).ShouldBe(new DeltaCommit(3, true, "text of 3"));
        (await Table.FindOrphansAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Behind_a_damaged_checkpoint_nothing_goes()
    {
        await CommitsAsync(12);
        File.WriteAllText(Checkpoint(10), "PAR1");
        Clock.Now += TimeSpan.FromDays(60);

        (await Table.VacuumAsync(new())).LogFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_table_nothing_is_vacuumed()
    {
        Write("precious.parquet");

        (await Should.ThrowAsync<NotFoundException>(() => Table.VacuumAsync(new()))).Message.ShouldBe($"There is no Delta table at '{Folder}'. Create it first, or check the path.");
    }

    private async Task ThreeFilesOneRemovedAsync()
    {
        await CommitsAsync(3);
        await Table.RemoveAsync(new(new("erase", 1, []), ["1.parquet"]));
    }

    private async Task PropertyAsync(string name, string value)
    {
        await Table.CreateAsync(Schema, []);
        File.WriteAllText(Commit(0), File.ReadAllText(Commit(0)).Replace("\"configuration\":{}", $"\"configuration\":{{\"{name}\":\"{value}\"}}", StringComparison.Ordinal));
    }

    private void Age(params string[] paths) => Array.ForEach(paths, path => File.SetLastWriteTimeUtc(Path.Combine(Folder, path), Clock.Now.UtcDateTime.AddDays(-8)));
}
