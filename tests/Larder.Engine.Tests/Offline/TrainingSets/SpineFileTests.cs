using Larder.Engine;
using Larder.Errors;
using Larder.Support;

namespace Larder.Offline.TrainingSets;

/// <summary>A spine whose file is cut as the engine cuts tables is read where it lies; any other is copied first. The training set is the same.</summary>
public sealed class SpineFileTests
{
    private const int Rows = 300_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spines_that_are_copied_and_spines_that_are_not_give_the_same_bytes_on_any_number_of_threads()
    {
        using var world = await WorldAsync();
        var (inPlace, copied) = (Spine(world, "in-place.parquet", "", 122_880), Spine(world, "copied.parquet", "", 4096));
        var sets = new List<TrainingSet>();
        foreach (var (spine, threads) in new[] { (copied, 1), (copied, 3), (inPlace, 1), (inPlace, 2), (inPlace, 4) })
        {
            sets.Add(await BuildAsync(world.With(threads), world, spine));
        }

        sets.Select(s => s.Record.SpineHash).Distinct().ShouldHaveSingleItem();
        sets.Select(s => s.Record.ContentHash).Distinct().ShouldHaveSingleItem();
        Sql.Single($"SELECT count(*) FROM read_parquet('{sets[0].Path}') WHERE label = number % 1000").ShouldBe($"{Rows}");
    }

    [Theory]
    [InlineData("number AS file_row_number")]
    [InlineData("number AS rowid, number AS column0, number AS joined")]
    public async Task Columns_with_the_names_of_row_numbers_are_columns_like_others(string columns)
    {
        using var world = await WorldAsync();
        var (inPlace, copied) = (Spine(world, "in-place.parquet", ", " + columns, 122_880), Spine(world, "copied.parquet", ", " + columns, 4096));

        var (first, second) = (await BuildAsync(world.Workspace, world, inPlace), await BuildAsync(world.Workspace, world, copied));

        first.Record.ContentHash.ShouldBe(second.Record.ContentHash);
        var last = columns.Split(' ')[^1];
        Sql.Single($"SELECT count(*) FROM read_parquet('{first.Path}') WHERE \"{last}\" = number").ShouldBe($"{Rows}");
    }

    [Theory]
    [InlineData("making the spine")]
    [InlineData("writing")]
    public async Task A_file_that_is_written_to_while_it_is_read_makes_no_training_set(string step)
    {
        using var world = await WorldAsync();
        var spine = Spine(world, "spine.parquet", "", 122_880);
        var other = await File.ReadAllBytesAsync(Spine(world, "other.parquet", ", 1 AS other", 122_880), Token);
        var progress = new At(step, () => File.WriteAllBytes(spine, other));

        var build = new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_device"), spine, new TrainingSetOptions { Progress = progress }, Token);

        if (step == "writing")
        {
            (await Should.ThrowAsync<ConflictException>(() => build)).Message.ShouldBe(
                $"The spine {spine} was written to while it was read; nothing was changed. Run the step again once the file is complete.");
            Directory.GetFiles(world.StatePath, "data.parquet", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        else
        {
            // Nothing of it was read before.
            Sql.Single($"SELECT count(other) FROM read_parquet('{(await build).Path}')").ShouldBe($"{Rows}");
        }
    }

    private static async Task<World> WorldAsync()
    {
        var world = new World(ClickRepository.Catalog);
        var clicks = Path.Combine(world.Folder, "clicks.csv");
        Sql.Execute($"""
            COPY (SELECT 'u' AS user, range % 5 AS shop, range % 37 - 7 AS device, t AS at, t AS known_at,
                (range % 1009) / 7.0 AS amount, range % 13 AS points, 'page' AS page, range % 2 = 0 AS is_mobile, NULL AS weight, NULL AS due FROM (SELECT range, make_timestamp(1700000000000000 + range * 104729 % 4000003 * 1000000) AS t FROM range(20000))) TO '{clicks}' (FORMAT csv, HEADER)
            """);
        await world.IngestAsync("clicks", clicks);
        return world;
    }

    private static string Spine(World world, string name, string columns, int rowGroup)
    {
        var path = world.Write(name, "");
        Sql.Execute(
            $"COPY (SELECT *{columns} FROM (SELECT range AS number, range % 41 - 7 AS device_id, make_timestamp(1700000000000000 + range * 15485863 % 4100001 * 1000000) AS event_timestamp, "
            + $"range % 1000 AS label, 'n' || range AS note FROM range({Rows}))) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE {rowGroup})");
        return path;
    }

    private static Task<TrainingSet> BuildAsync(Workspace workspace, World world, string spine) =>
        new TrainingSetBuilder(workspace).BuildAsync(world.Catalog.Service("of_device"), spine, new TrainingSetOptions { Rebuild = true }, Token);

    private sealed class At(string step, Action act) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            if (value.Text == step)
            {
                act();
            }
        }
    }
}
