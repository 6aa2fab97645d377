using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Generated histories and spines: the training set read back from its file equals the naive twins, cell for cell, bit for bit.</summary>
public sealed class PointInTimePropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, CaseCount.Of(12))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task A_training_set_equals_the_naive_twins(int seed) => CompareAsync(seed, "of_user", NaiveClicks.OfUser);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Views_with_a_delay_equal_the_naive_twins(int seed) => CompareAsync(seed, "of_user_late", NaiveClicks.OfUserLate);

    private static async Task CompareAsync(int seed, string service, Func<IEnumerable<Told>, string?, Instant, Dictionary<string, string>> naive)
    {
        var generated = new ClickCase(seed, clicks: 20 + (seed * 3), files: 1 + (seed % 4));
        using var world = new World(ClickRepository.Catalog);
        for (var i = 0; i < generated.Files.Count; i++)
        {
            await world.IngestAsync("clicks", world.Write($"clicks{i}.csv", ClickCase.Csv(generated.Files[i])));
        }

        var spine = world.Write("it's a \"spine\"; ü.parquet", "");
        Sql.Execute($"COPY ({generated.SpineQuery()}) TO {ClickCase.Literal(spine)} (FORMAT parquet)");
        var set = await new TrainingSetBuilder(world.With(threads: 1 + (seed % 4)))
            .BuildAsync(world.Catalog.Service(service), spine, cancellationToken: TestContext.Current.CancellationToken);

        var rows = Sql.Rows($"SELECT * FROM read_parquet({ClickCase.Literal(set.Path)})");
        rows.Count.ShouldBe(generated.Spine.Count);
        set.Record.Rows.ShouldBe(generated.Spine.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var asked = generated.Spine[row];
            var expected = new Dictionary<string, string>(naive(generated.History, asked.User, asked.At))
            {
                ["number"] = Sql.Cell((long)row),
                ["user_id"] = Sql.Cell(asked.User),
                ["label"] = Sql.Cell(asked.Label),
                ["event_timestamp"] = Sql.Cell(asked.At.ToDateTime()),
                ["note"] = Sql.Cell(asked.Note),
                ["list"] = $"[{asked.Label}, 7]",
            };
            var different = expected.Where(e => rows[row].GetValueOrDefault(e.Key) != e.Value).Select(e => $"{e.Key}: {rows[row].GetValueOrDefault(e.Key)}, expected {e.Value}");
            different.ShouldBeEmpty($"seed {seed}, row {row}, {asked}: {string.Join(", ", rows[row].Where(c => c.Key.StartsWith("last", StringComparison.Ordinal)))}");
            rows[row].Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        }
    }
}
