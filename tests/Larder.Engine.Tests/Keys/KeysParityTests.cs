using Larder.Catalog;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Keys;

/// <summary>DESIGN 2.8 for keys of several parts and services of several entities: naive twin, history and serving agree, value, status and event time.</summary>
public sealed class KeysParityTests
{
    private static readonly string[] Services = ["in_store", "at_till", "in_slot", "oddly_named", "everything"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(201, CaseCount.Of(4))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_served_is_what_history_and_the_naive_twins_say(int seed)
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(seed, sales: 250, values: 6));
        await using var sqlite = SqliteOnlineStore.Open(Path.Combine(world.World.Folder, "online.db"));
        IOnlineStore store = seed % 2 == 0 ? sqlite : new InMemoryOnlineStore();
        var workspace = world.World.Workspace.With(store);
        var reader = await MaterializeAsync(world, store);
        var newest = world.Sales.History.Max(h => h.Order.KnownAt > h.Order.EventTime ? h.Order.KnownAt : h.Order.EventTime);
        var statuses = new Dictionary<FeatureStatus, int>();
        foreach (var service in Services)
        {
            var plan = FeaturePlan.For(SaleWorld.Catalog.Service(service));
            OfflinePoint[] points =
            [
                .. Enumerable.Range(0, 60).Select(i => new OfflinePoint(
                    world.Sales.Ask(plan.Keys), newest + TimeSpan.FromHours(i % 6 * 9), plan.Request.Count == 0 ? [] : [FeatureValue.From((double)(i % 7))])),
            ];
            var offline = await new OfflineFeatures(workspace).ReadAsync(plan, points, TestContext.Current.CancellationToken);
            using var together = reader.PlanOf(service).Rent();
            for (var i = 0; i < points.Length; i++)
            {
                using var frame = reader.PlanOf(service).Rent();
                Fill(frame, 0, points[i]);
                Fill(together, i, points[i]);
                await reader.ReadAsync(frame, points[i].At, TestContext.Current.CancellationToken);
                var expected = world.Expected(plan, points[i]);
                for (var output = 0; output < plan.Outputs.Count; output++)
                {
                    var what = $"{plan.Outputs[output].FullName} of {string.Join(", ", points[i].Keys)} at {points[i].At}";
                    offline[i].Entries[output].ShouldBe(expected[plan.Outputs[output].FullName], what);
                    Entry(frame, 0, output).ShouldBe(offline[i].Entries[output], what);
                    statuses[offline[i].Entries[output].Status] = statuses.GetValueOrDefault(offline[i].Entries[output].Status) + 1;
                }
            }

            await reader.ReadAsync(together, newest, TestContext.Current.CancellationToken);
            var atOnce = await new OfflineFeatures(workspace).ReadAsync(plan, [.. points.Select(p => p with { At = newest })], TestContext.Current.CancellationToken);
            for (var i = 0; i < points.Length; i++)
            {
                Enumerable.Range(0, plan.Outputs.Count).Select(o => Entry(together, i, o)).ShouldBe(atOnce[i].Entries, $"row {i} of {service}");
            }
        }

        statuses[FeatureStatus.Present].ShouldBeGreaterThan(200);
        statuses[FeatureStatus.NotFound].ShouldBeGreaterThan(200);
        statuses.Keys.ShouldContain(FeatureStatus.OutsideMaxAge);
    }

    [Fact]
    public async Task Composite_keys_are_written_in_the_order_of_their_parts()
    {
        using var world = await SaleWorld.CreateAsync(new SaleCase(211, sales: 300, values: 7));
        var view = (CompiledSourceView)SaleWorld.Catalog.View("of_customer_store");
        var whole = new InMemoryOnlineStore();
        var report = await new Materializer(world.World.Workspace.With(whole)).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        var keys = await new OfflineFeatures(world.World.Workspace).KeysAsync(FeaturePlan.For(SaleWorld.Catalog.Service("in_store")), view.Entity, TestContext.Current.CancellationToken);

        keys.Count.ShouldBe((int)report.Rows);
        keys.Select(k => EntityKey.From(k)).ShouldBe(keys.Select(k => EntityKey.From(k)).Order());
        var parts = keys.Select(view.Entity.PartsOf).ToArray();
        parts.Select(p => (EntityKey.From(p[0]), p[1].AsInt64())).ShouldBe(parts.Select(p => (EntityKey.From(p[0]), p[1].AsInt64())).Order());
        var stored = new OnlineRow[keys.Count];
        await whole.ReadAsync(report.OnlineView, keys.Select(EntityKey.From).ToArray(), stored, TestContext.Current.CancellationToken);
        stored.ShouldAllBe(row => row.Payload != null);
    }

    private static async Task<FeatureReader> MaterializeAsync(SaleWorld world, IOnlineStore store)
    {
        foreach (var view in SaleWorld.Catalog.Views.OfType<CompiledSourceView>())
        {
            await new Materializer(world.World.Workspace.With(store)).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        }

        return new FeatureReader(SaleWorld.Catalog, await AppliedVersions.LoadAsync(SaleWorld.Catalog, world.World.Definitions, TestContext.Current.CancellationToken), store);
    }

    private static void Fill(FeatureFrame frame, int row, OfflinePoint point)
    {
        frame.SetKeys(row, point.Keys);
        for (var column = 0; column < point.Request.Count; column++)
        {
            frame.SetRequest(row, column, point.Request[column]);
        }
    }

    private static OfflineEntry Entry(FeatureFrame frame, int row, int output) => new(frame.Value(row, output), frame.Status(row, output), frame.EventTime(row, output));
}
