using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Support;
using Larder.Types;

namespace Larder.Derived;

/// <summary>SQL views: their rows are those LINQ makes of the same history, over all rows or over micro-batches, and are served as history says.</summary>
public sealed class SqlViewTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(501, CaseCount.Of(4))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_are_those_of_the_same_query_in_LINQ(int seed)
    {
        var generated = new ClickCase(seed, clicks: 90, files: 3, isPlain: true);
        using var world = new World(SqlRepository.Catalog);
        var workspace = world.With(threads: 1 + (seed % 3));
        var (told, plain) = (0, new List<string>());
        foreach (var file in generated.Files)
        {
            await world.IngestAsync("clicks", world.Write($"clicks{told}.csv", ClickCase.Csv(file)));
            var fresh = generated.History.Skip(told).Take(file.Count).ToArray();
            told += file.Count;
            var reports = await new Deriver(workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);

            string[] expected = told == file.Count
                ? ["daily Rebuilt for the first time", "plain Rebuilt for the first time"]
                : ["daily Rebuilt what it reads has changed", "plain Appended "];
            reports.Select(r => $"{r.Source} {r.Outcome} {r.Reason}").ShouldBe(expected);
            (await DerivedRows.ReadAsync(workspace, "daily")).Select(Unnumbered).Order(StringComparer.Ordinal)
                .ShouldBe(Daily(generated.History.Take(told)).Order(StringComparer.Ordinal));
            plain.AddRange(Plain(fresh));
            (await DerivedRows.ReadAsync(workspace, "plain")).Select(Unnumbered).Order(StringComparer.Ordinal).ShouldBe(plain.Order(StringComparer.Ordinal));
            (await SequencesAsync(workspace, "plain")).ShouldBe(Enumerable.Range(0, plain.Count).Select(i => (long)i));
        }

        (await CompareOnlineAsync(workspace)).ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task Rows_do_not_depend_on_threads()
    {
        var generated = new ClickCase(511, clicks: 400, files: 2);
        var rows = new List<string>();
        foreach (var threads in (int[])[1, 4])
        {
            using var world = new World(SqlRepository.Catalog);
            foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
            {
                await world.IngestAsync("clicks", world.Write($"clicks{i}.csv", ClickCase.Csv(file)));
            }

            var workspace = world.With(threads);
            await new Deriver(workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);
            rows.Add(string.Join('\n', await DerivedRows.ReadAsync(workspace, "daily")) + string.Join('\n', await DerivedRows.ReadAsync(workspace, "plain")));
        }

        rows[1].ShouldBe(rows[0]);
    }

    [Fact]
    public async Task Nothing_new_makes_nothing_new()
    {
        using var world = await WithClicksAsync(521);
        var first = await new Deriver(world.Workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);
        var second = await new Deriver(world.Workspace).RunAsync(world.Catalog.Sources, TestContext.Current.CancellationToken);

        second.ShouldBe(first.Select(r => new DerivationReport(r.Source, DerivationOutcome.Unchanged, 0, r.TableVersion, null)));
    }

    [Fact]
    public async Task Asked_online_before_it_is_materialized_it_says_that_SQL_runs_in_batch()
    {
        using var world = new World(SqlRepository.Catalog);
        var reader = new FeatureReader(world.Catalog, await AppliedVersions.LoadAsync(world.Catalog, world.Definitions, TestContext.Current.CancellationToken), world.Online);
        using var frame = reader.PlanOf(["daily:clicks"]).Rent();
        frame.SetKey(0, EntityKey.From(FeatureValue.From("u1")));

        var refused = await Should.ThrowAsync<NotFoundException>(async () => await reader.ReadAsync(frame, new Instant(0), TestContext.Current.CancellationToken));

        refused.Message.ShouldBe("View daily (daily@v1) is not in the online store. SQL views are computed in batch, never at request time; run `larder materialize daily`.");
    }

    private static async Task<World> WithClicksAsync(int seed)
    {
        var world = new World(SqlRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("clicks.csv", ClickCase.Csv(new ClickCase(seed, files: 1).Files[0])));
        return world;
    }

    private static IEnumerable<string> Daily(IEnumerable<Told> history) => history.GroupBy(t => (t.Click.User, t.Click.At.Date)).Select(day =>
    {
        var known = day.Max(t => t.Order.KnownAt.Microseconds);
        var pages = day.Select(t => t.Click.Page).OfType<string>().Order(StringComparer.Ordinal).ToArray();
        var order = new EventOrder(Instant.From(DateTime.SpecifyKind(day.Key.Date, DateTimeKind.Utc)), new Instant(known), 0);
        return Unnumbered(DerivedRows.Line(order,
        [
            FeatureValue.From(day.Key.User), FeatureValue.From(order.EventTime), FeatureValue.From(order.KnownAt), FeatureValue.From((long)day.Count()),
            FeatureValue.From(day.Sum(t => t.Click.Amount)), pages.Length == 0 ? FeatureValue.Null : FeatureValue.From(pages),
        ]));
    });

    private static IEnumerable<string> Plain(IEnumerable<Told> history) => history.Where(t => t.Click.IsMobile != false).Select(t => Unnumbered(DerivedRows.Line(t.Order,
    [
        FeatureValue.From(t.Click.User), FeatureValue.From(t.Order.EventTime), FeatureValue.From(t.Order.KnownAt),
        FeatureValue.From(t.Click.Amount * 2), FeatureValue.From(t.Click.Page ?? "no'page"),
    ])));

    /// <summary>Without the sequence, which is the order of the rows' values.</summary>
    private static string Unnumbered(string line) => System.Text.RegularExpressions.Regex.Replace(line, "#[0-9]+", "#");

    private static async Task<IEnumerable<long>> SequencesAsync(Workspace workspace, string source) =>
        (await DerivedRows.ReadAsync(workspace, source)).Select(l => long.Parse(System.Text.RegularExpressions.Regex.Match(l, "#([0-9]+)").Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<int> CompareOnlineAsync(Workspace workspace)
    {
        var plan = FeaturePlan.For(workspace.Catalog.Service("of_user"));
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        }

        var reader = new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, TestContext.Current.CancellationToken), workspace.Online);
        var newest = await new OfflineFeatures(workspace).NewestInstantAsync(plan, TestContext.Current.CancellationToken);
        (FeatureValue Key, Instant At)[] points = [.. from user in (string[])["u1", "u2", "01", "nobody"] from hours in (int[])[0, 5, 48] select (FeatureValue.From(user), newest + TimeSpan.FromHours(hours))];
        var offline = await new OfflineFeatures(workspace).ReadAsync(plan, points, TestContext.Current.CancellationToken);
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = reader.PlanOf("of_user").Rent();
            frame.SetKey(0, EntityKey.From(points[i].Key));
            await reader.ReadAsync(frame, points[i].At, TestContext.Current.CancellationToken);
            for (var output = 0; output < plan.Outputs.Count; output++)
            {
                new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output)).ShouldBe(offline[i].Entries[output], plan.Outputs[output].FullName);
            }
        }

        return points.Length * plan.Outputs.Count;
    }
}
