using Larder.Support;

namespace Larder.Offline.TrainingSets;

/// <summary>No result depends on file order, number of ingests, threads, memory or how a spine's file is cut.</summary>
public sealed class PermutationTests
{
    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    public async Task Files_ingested_in_any_order_yield_the_same_features(int seed)
    {
        var generated = new ClickCase(seed, clicks: 80, files: 4);

        // Ties in both times are broken by the ingest order, so only rows without a tie may change it.
        var clicks = generated.Files.SelectMany(f => f).DistinctBy(c => (c.User, c.At, c.KnownAt)).ToArray();
        int[][] cuts = [[0, 1, 2, 3], [3, 1, 0, 2], [0, 0, 0, 0]];
        var results = new List<IReadOnlyList<string>>();
        for (var p = 0; p < cuts.Length; p++)
        {
            using var world = new World(ClickRepository.Catalog);
            foreach (var part in clicks.Select((c, i) => (Click: c, Part: cuts[p][i % 4])).GroupBy(c => c.Part).OrderBy(g => g.Key))
            {
                await world.IngestAsync("clicks", world.Write($"clicks{part.Key}.csv", ClickCase.Csv(p == 1 ? part.Select(c => c.Click).Reverse() : part.Select(c => c.Click))));
            }

            var spine = Path.Combine(world.Folder, "spine.parquet");
            Sql.Execute($"COPY ({generated.SpineQuery()}) TO '{spine}' (FORMAT parquet)");
            var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_user"), spine, cancellationToken: TestContext.Current.CancellationToken);
            results.Add(Sql.Lines($"SELECT * FROM read_parquet('{set.Path}')"));
        }

        results[1].ShouldBe(results[0]);
        results[2].ShouldBe(results[0]);
    }

    [Fact]
    public async Task Threads_memory_and_row_groups_do_not_show_in_a_large_training_set()
    {
        using var world = new World(ClickRepository.Catalog);
        var clicks = Path.Combine(world.Folder, "clicks.csv");
        Sql.Execute($"""
            COPY (SELECT 'u' || (range * 7919 % 3001) AS user, range % 5 AS shop, range % 11 AS device, make_timestamp(1700000000000000 + (range * 104729 % 2000003) * 1000000) AS at,
                make_timestamp(1700000000000000 + (range * 104729 % 2000003 + range % 3 * 1800) * 1000000) AS known_at, (range % 1009) / 7.0 AS amount, range % 13 AS points,
                'p' || (range % 17) AS page, range % 2 = 0 AS is_mobile, NULL AS weight, NULL AS due FROM range(150000)) TO '{clicks}' (FORMAT csv, HEADER)
            """);
        await world.IngestAsync("clicks", clicks, world.With(threads: 4));
        const string Spine = "SELECT CASE WHEN range % 97 = 0 THEN NULL ELSE 'u' || (range * 31 % 3100) END AS user_id, make_timestamp(1700000000000000 + (range * 15485863 % 2100001) * 1000000) AS event_timestamp, range AS number FROM range(150000)";
        var (wide, narrow) = (Path.Combine(world.Folder, "wide.parquet"), Path.Combine(world.Folder, "narrow.parquet"));
        Sql.Execute($"COPY ({Spine}) TO '{wide}' (FORMAT parquet); COPY ({Spine}) TO '{narrow}' (FORMAT parquet, ROW_GROUP_SIZE 50000)");

        var results = new List<string>();
        foreach (var (threads, memory, spine) in new[] { (1, 768, wide), (4, 768, narrow), (2, 100, wide) })
        {
            var set = await new TrainingSetBuilder(world.With(threads, memory)).BuildAsync(
                world.Catalog.Service("of_user"), spine, new TrainingSetOptions { Rebuild = true }, TestContext.Current.CancellationToken);
            results.Add($"{set.Record.DatasetVersion} {set.Record.ContentHash}");
            Sql.Single($"SELECT count(*), bool_and(number = row) FROM (SELECT number, row_number() OVER () - 1 AS row FROM read_parquet('{set.Path}'))").ShouldBe("150000 | True");
        }

        results.Distinct().ShouldHaveSingleItem();
    }
}
