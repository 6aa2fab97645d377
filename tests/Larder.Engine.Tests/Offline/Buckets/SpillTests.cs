using Larder.Errors;
using Larder.Offline.TrainingSets;
using Larder.Support;

namespace Larder.Offline.Buckets;

/// <summary>Where events do not fit the memory there is, they go to disk by bucket; the training set's bytes are those made in memory.</summary>
public sealed class SpillTests
{
    /// <summary>Leaves half a megabyte for events; a hundred times that come.</summary>
    private const int TinyLimit = 65;

    [Theory]
    [InlineData("of_user", "CASE WHEN range % 97 = 0 THEN NULL ELSE 'u' || (range * 37 % 3100) END AS user_id")]
    [InlineData("of_device", "range % 41 - 7 AS device_id")]
    public async Task A_training_set_that_spills_has_the_bytes_of_one_that_does_not(string service, string key)
    {
        using var world = await WorldAsync();
        var spine = Spine(world, key);

        var hashes = new List<string>();
        foreach (var (threads, limit) in new[] { (2, 4096), (1, TinyLimit), (3, TinyLimit) })
        {
            var set = await new TrainingSetBuilder(world.With(threads, limit: limit)).BuildAsync(
                world.Catalog.Service(service), spine, new TrainingSetOptions { Rebuild = true }, TestContext.Current.CancellationToken);
            hashes.Add(set.Record.ContentHash);
        }

        hashes.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_disk_that_is_full_is_named_with_what_to_do()
    {
        using var world = await WorldAsync();
        var spine = Spine(world, "'u' || (range * 37 % 3100) AS user_id");
        var workspace = world.With(threads: 1, limit: TinyLimit);
        var scratch = Path.GetDirectoryName(workspace.TemporaryPath("any"))!;
        await SmallDisk.MountAsync(scratch);
        try
        {
            var full = await Should.ThrowAsync<UnavailableException>(() => new TrainingSetBuilder(workspace).BuildAsync(
                world.Catalog.Service("of_user"), spine, cancellationToken: TestContext.Current.CancellationToken));

            var why = full.InnerException!.Message.TrimEnd('.');
            full.Message.ShouldBe($"Events that do not fit the memory limit cannot be kept in {scratch} ({why}). Nothing was changed; "
                + "free space there and run the step again, give another folder with --state, or raise Larder:MemoryLimit.");
            why.ShouldContain("No space left on device");
            Directory.GetFiles(scratch).ShouldBeEmpty();
        }
        finally
        {
            await SmallDisk.UnmountAsync(scratch);
            workspace.Dispose();
        }
    }

    [Fact]
    public async Task What_was_spilled_is_gone_when_the_training_set_is_made()
    {
        using var world = await WorldAsync();
        using var workspace = world.With(threads: 2, limit: TinyLimit);
        var scratch = Path.GetDirectoryName(workspace.TemporaryPath("any"))!;

        await new TrainingSetBuilder(workspace).BuildAsync(
            world.Catalog.Service("of_user"), Spine(world, "'u' || (range * 37 % 3100) AS user_id"), cancellationToken: TestContext.Current.CancellationToken);

        Directory.GetFiles(scratch).ShouldBeEmpty();
    }

    private static async Task<World> WorldAsync()
    {
        var world = new World(ClickRepository.Catalog);
        var clicks = Path.Combine(world.Folder, "clicks.csv");
        Sql.Execute($"""
            COPY (SELECT 'u' || (range * 7919 % 3001) AS user, range % 5 AS shop, range % 37 - 7 AS device, make_timestamp(1700000000000000 + (range * 104729 % 2000003) * 1000000) AS at,
                make_timestamp(1700000000000000 + (range * 104729 % 2000003 + range % 3 * 1800) * 1000000) AS known_at, (range % 1009) / 7.0 AS amount, range % 13 AS points,
                CASE WHEN range % 19 = 0 THEN NULL ELSE 'pagé ' || (range % 17) END AS page, range % 2 = 0 AS is_mobile, NULL AS weight, NULL AS due FROM range(150000)) TO '{clicks}' (FORMAT csv, HEADER)
            """);
        await world.IngestAsync("clicks", clicks, world.With(threads: 4));
        return world;
    }

    private static string Spine(World world, string key)
    {
        var path = Path.Combine(world.Folder, "spine.parquet");
        Sql.Execute($"COPY (SELECT {key}, make_timestamp(1700000000000000 + (range * 15485863 % 2100001) * 1000000) AS event_timestamp, range AS number FROM range(20000)) TO '{path}' (FORMAT parquet)");
        return path;
    }
}
