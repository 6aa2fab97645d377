using Larder.Errors;

namespace Larder.Offline.Delta;

public sealed class OrphanTests : TableFixture
{
    [Fact]
    public async Task Files_that_no_version_names_are_listed_and_only_old_ones_are_removed()
    {
        await Table.CreateAsync(Schema, []);
        await Append("a", 1, "live.parquet", "sub/live.parquet");
        await Append("a", 2, "removed.parquet");
        File.WriteAllText(Commit(3), """{"remove":{"path":"removed.parquet","dataChange":true}}""");
        Age("_delta_log/.larder-7-1.json.tmp", days: 3);
        Age("old.parquet", days: 2);
        Age("sub/young.parquet", days: 0);
        foreach (var kept in (string[])["notes.txt", "_hidden/x.parquet", ".x.parquet", "nested/_delta_log/x.parquet", "nested/x.parquet", "_delta_log/.other.tmp"])
        {
            Age(kept, days: 9);
        }

        var orphans = await Table.FindOrphansAsync();
        orphans.Select(orphan => (orphan.Path, orphan.Size)).ShouldBe([("_delta_log/.larder-7-1.json.tmp", 4L), ("old.parquet", 4L), ("sub/young.parquet", 4L)]);

        var removed = await Table.RemoveOrphansAsync(TimeSpan.FromDays(1));
        removed.ShouldBe(orphans.Take(2));
        (await Table.FindOrphansAsync()).Select(orphan => orphan.Path).ShouldBe(["sub/young.parquet"]);
        File.Exists(Path.Combine(Folder, "removed.parquet")).ShouldBeTrue("time travel needs it");
        Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Length.ShouldBe(14);
    }

    [Fact]
    public async Task Files_with_encoded_paths_are_not_orphans()
    {
        await Table.CreateAsync(Schema, []);
        await Append("a", 1, "x=A%2FA/a b.parquet");

        (await Table.FindOrphansAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_readable_table_nothing_is_an_orphan()
    {
        Write("precious.parquet");
        var none = await Should.ThrowAsync<NotFoundException>(() => Table.RemoveOrphansAsync(TimeSpan.Zero));
        none.Message.ShouldBe($"There is no Delta table at '{Folder}'. Create it first, or check the path.");

        await Table.CreateAsync(Schema, []);
        File.WriteAllText(Commit(1), "");
        await Should.ThrowAsync<InvalidInputException>(() => Table.RemoveOrphansAsync(TimeSpan.Zero));
        File.Exists(Path.Combine(Folder, "precious.parquet")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_negative_age_is_refused()
    {
        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.RemoveOrphansAsync(TimeSpan.FromSeconds(-1)));

        error.Message.ShouldBe($"Orphans of the Delta table '{Folder}' cannot be removed by the negative age -00:00:01. Give an age from 0, a day is safe.");
    }

    private void Age(string path, int days)
    {
        Write(path);
        File.SetLastWriteTimeUtc(Path.Combine(Folder, path), Clock.Now.UtcDateTime.AddDays(-days));
    }
}
