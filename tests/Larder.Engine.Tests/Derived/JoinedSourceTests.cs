using Larder.Catalog;
using Larder.Engine;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Support;
using Larder.Types;

namespace Larder.Derived;

/// <summary>Generated histories with ties, nulls and late rows: derived tables, training sets over them and served values are the naive twin's, bit for bit.</summary>
public sealed class JoinedSourceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(401, CaseCount.Of(6))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_derived_joined_and_served_equals_the_naive_twin(int seed)
    {
        var generated = new ClickCase(seed, clicks: 40 + (seed % 7 * 12), files: 1 + (seed % 4));
        using var world = new World(ScoreRepository.Catalog);
        var workspace = world.With(threads: 1 + (seed % 3));
        var told = 0;
        foreach (var file in generated.Files)
        {
            await world.IngestAsync("clicks", world.Write($"clicks{told}.csv", ClickCase.Csv(file)));
            told += file.Count;
            await new Deriver(workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);
            var soFar = new NaiveScores([.. generated.History.Take(told)]);
            (await DerivedRows.ReadAsync(workspace, "scores")).ShouldBe(soFar.Scores.OrderBy(s => s.Order.Sequence).Select(s => DerivedRows.Line(s.Order, s.Row)));
            (await DerivedRows.ReadAsync(workspace, "rises")).ShouldBe(soFar.Rises.OrderBy(r => r.Order.Sequence).Select(r => DerivedRows.Line(r.Order, r.Row)));
        }

        var naive = new NaiveScores(generated.History);
        await CompareTrainingSetAsync(world, workspace, generated, naive);
        (await CompareOnlineAsync(workspace, naive)).ShouldBeGreaterThan(100);
    }

    private static async Task CompareTrainingSetAsync(World world, Workspace workspace, ClickCase generated, NaiveScores naive)
    {
        var spine = world.Write("spine.parquet", "");
        Sql.Execute($"COPY ({generated.SpineQuery()}) TO {ClickCase.Literal(spine)} (FORMAT parquet)");
        var set = await new TrainingSetBuilder(workspace).BuildAsync(world.Catalog.Service("of_user"), spine, cancellationToken: TestContext.Current.CancellationToken);
        var rows = Sql.Rows($"SELECT * FROM read_parquet({ClickCase.Literal(set.Path)})");
        rows.Count.ShouldBe(generated.Spine.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var asked = generated.Spine[row];
            foreach (var (column, value) in naive.OfUser(asked.User, asked.At))
            {
                rows[row][column].ShouldBe(NaiveClicks.Cell(value), $"{column} of {asked}");
            }
        }
    }

    private static async Task<int> CompareOnlineAsync(Workspace workspace, NaiveScores naive)
    {
        var plan = FeaturePlan.For(workspace.Catalog.Service("of_user"));
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        }

        var reader = new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, TestContext.Current.CancellationToken), workspace.Online);
        var newest = new Instant(naive.Scores.Max(s => Math.Max(s.Order.EventTime.Microseconds, s.Order.KnownAt.Microseconds)));
        var compared = 0;
        foreach (var user in (string[])["u1", "u2", "O'Brien; --", "01", "nobody"])
        {
            foreach (var ahead in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMicroseconds(1), TimeSpan.FromHours(1), TimeSpan.FromDays(2)])
            {
                using var frame = reader.PlanOf("of_user").Rent();
                frame.SetKey(0, EntityKey.From(FeatureValue.From(user)));
                await reader.ReadAsync(frame, newest + ahead, TestContext.Current.CancellationToken);
                var expected = naive.OfUser(user, newest + ahead);
                for (var output = 0; output < plan.Outputs.Count; output++, compared++)
                {
                    frame.Value(0, output).ShouldBe(expected[plan.Outputs[output].FullName], $"{plan.Outputs[output].FullName} of {user} {ahead} after the newest event");
                }
            }
        }

        return compared;
    }
}
