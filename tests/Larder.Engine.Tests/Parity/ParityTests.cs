using Larder.Catalog;
using Larder.Engine;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Sqlite;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Parity;

/// <summary>DESIGN 2.8: what is served is what history says, value, status and event time, bit for bit.</summary>
public sealed class ParityTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(301, CaseCount.Of(4))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Generated_histories_are_served_as_they_are_joined(int seed)
    {
        var generated = new ClickCase(seed, clicks: 150, files: 2);
        using var world = new World(ClickRepository.Catalog);
        foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file)));
        }

        await using var sqlite = SqliteOnlineStore.Open(Path.Combine(world.Folder, "online.db"));
        var workspace = world.With().With(seed % 2 == 0 ? sqlite : new InMemoryOnlineStore());
        var random = new Random(seed);
        FeatureValue[] users = [.. new[] { "u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", "nobody" }.Select(u => FeatureValue.From(u))];
        var compared = await CompareAsync(workspace, "of_user", users, random) + await CompareAsync(workspace, "of_user_request", users, random) + await CompareAsync(workspace, "of_user_late", users, random)
            + await CompareAsync(workspace, "of_shop", [.. Enumerable.Range(-2, 6).Select(s => FeatureValue.From(s))], random)
            + await CompareAsync(workspace, "of_device", [.. new[] { long.MinValue, 0L, 1L, 2L, 77L }.Select(d => FeatureValue.From(d))], random);
        compared.ShouldBeGreaterThan(1_500);
    }

    [Fact]
    public async Task Generated_histories_are_served_as_the_naive_twins_say()
    {
        var generated = new ClickCase(333, clicks: 200, files: 1);
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("c.csv", ClickCase.Csv(generated.Files[0])));
        var at = generated.History.Max(h => h.Order.KnownAt > h.Order.EventTime ? h.Order.KnownAt : h.Order.EventTime) + TimeSpan.FromHours(1);
        foreach (var (service, keys, naive) in new (string, FeatureValue[], Func<FeatureValue, Dictionary<string, string>>)[]
        {
            ("of_user", [FeatureValue.From("u1"), FeatureValue.From("u2"), FeatureValue.From("nobody")], k => NaiveClicks.OfUser(generated.History, k.AsString(), at)),
            ("of_user_late", [FeatureValue.From("u1"), FeatureValue.From("u2"), FeatureValue.From("nobody")], k => NaiveClicks.OfUserLate(generated.History, k.AsString(), at)),
            ("of_shop", [FeatureValue.From(-1), FeatureValue.From(0), FeatureValue.From(2), FeatureValue.From(9)], k => NaiveClicks.OfShop(generated.History, k.AsInt32(), at)),
            ("of_device", [FeatureValue.From(long.MinValue), FeatureValue.From(1L), FeatureValue.From(9L)], k => NaiveClicks.OfDevice(generated.History, k.AsInt64(), at)),
        })
        {
            var reader = await MaterializeAsync(world.Workspace, FeaturePlan.For(world.Catalog.Service(service)), null);
            foreach (var key in keys)
            {
                using var frame = reader.PlanOf(service).Rent();
                frame.SetKey(0, EntityKey.From(key));
                await reader.ReadAsync(frame, at, TestContext.Current.CancellationToken);
                var expected = naive(key);
                for (var output = 0; output < frame.Plan.Plan.Outputs.Count; output++)
                {
                    var planned = frame.Plan.Plan.Outputs[output];
                    NaiveClicks.Cell(frame.Value(0, output)).ShouldBe(expected[planned.FullName], $"{planned.FullName} of {key}");
                    Sql.Cell(frame.EventTime(0, output)?.ToDateTime()).ShouldBe(expected[$"{planned.View.Name}__event_time"]);
                }
            }
        }
    }

    [Fact]
    public async Task On_demand_features_of_nobody_are_not_found_in_history_and_in_serving()
    {
        var generated = new ClickCase(334, clicks: 100, files: 1);
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("c.csv", ClickCase.Csv(generated.Files[0])));
        var plan = FeaturePlan.For(world.Catalog.Service("of_user_request"));
        var at = generated.History.Max(h => h.Order.KnownAt > h.Order.EventTime ? h.Order.KnownAt : h.Order.EventTime) + TimeSpan.FromHours(1);
        (FeatureValue Key, Instant At)[] points = [(FeatureValue.From("nobody"), at), (FeatureValue.From("u1"), at)];

        var offline = await new OfflineFeatures(world.Workspace).ReadAsync(plan, points, TestContext.Current.CancellationToken);

        var ratios = Enumerable.Range(0, plan.Outputs.Count).Where(o => plan.Outputs[o].View is CompiledOnDemandView).ToArray();
        ratios.Select(r => offline[0].Entries[r]).ShouldBe([.. ratios.Select(_ => new OfflineEntry(FeatureValue.Null, FeatureStatus.NotFound, null))]);
        ratios.Select(r => offline[1].Entries[r].Status).ShouldBe([FeatureStatus.NullValue, FeatureStatus.Present]);
        (await CompareAsync(world.Workspace, await MaterializeAsync(world.Workspace, plan, null), "of_user_request", plan, points)).ShouldBe(2 * plan.Outputs.Count);
    }

    [Fact]
    public async Task The_real_shop_is_served_as_it_is_joined()
    {
        SharedData.Require("online_retail.csv.gz");
        var plan = FeaturePlan.For(shop.World.Catalog.Service("repurchase"));
        var keys = await new OfflineFeatures(shop.World.Workspace).KeysAsync(plan, plan.Keys.Entities[0], TestContext.Current.CancellationToken);
        keys.Count.ShouldBeGreaterThan(4_000);
        var random = new Random(17);
        await using var sqlite = SqliteOnlineStore.Open(Path.Combine(shop.World.Folder, "parity.db"));

        var compared = await CompareAsync(shop.World.Workspace.With(sqlite), "repurchase", [.. Enumerable.Range(0, 100).Select(_ => keys[random.Next(keys.Count)]), FeatureValue.From("nobody")], random);

        compared.ShouldBeGreaterThan(5_000);
    }

    /// <summary>Live: from the newest instant on, where windows slide off. Replayed: two instants of the past, each in a store of its own.</summary>
    private static async Task<int> CompareAsync(Workspace workspace, string service, FeatureValue[] keys, Random random)
    {
        var plan = FeaturePlan.For(workspace.Catalog.Service(service));
        var newest = await new OfflineFeatures(workspace).NewestInstantAsync(plan, TestContext.Current.CancellationToken);
        TimeSpan[] ahead = [TimeSpan.Zero, TimeSpan.FromMicroseconds(1), TimeSpan.FromHours(1), ClickRepository.Ttl, TimeSpan.FromDays(2), TimeSpan.FromDays(60) * random.NextDouble()];
        var points = keys.SelectMany(key => ahead.Select(a => (key, newest + a))).ToArray();
        var compared = await CompareAsync(workspace, await MaterializeAsync(workspace, plan, null), service, plan, points);
        foreach (var back in (TimeSpan[])[TimeSpan.FromHours(30), TimeSpan.FromDays(40)])
        {
            var at = newest - back;
            var past = workspace.With(new InMemoryOnlineStore());
            compared += await CompareAsync(workspace, await MaterializeAsync(past, plan, at), service, plan, [.. keys.Select(key => (key, at))]);
        }

        return compared;
    }

    private static async Task<FeatureReader> MaterializeAsync(Workspace workspace, FeaturePlan plan, Instant? asOf)
    {
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, new MaterializationOptions { AsOf = asOf }, TestContext.Current.CancellationToken);
        }

        return new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, TestContext.Current.CancellationToken), workspace.Online);
    }

    private static async Task<int> CompareAsync(Workspace workspace, FeatureReader reader, string service, FeaturePlan plan, (FeatureValue Key, Instant At)[] points)
    {
        var offline = await new OfflineFeatures(workspace).ReadAsync(plan, points, TestContext.Current.CancellationToken);
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = reader.PlanOf(service).Rent();
            frame.SetKey(0, EntityKey.From(points[i].Key));
            await reader.ReadAsync(frame, points[i].At, TestContext.Current.CancellationToken);
            for (var output = 0; output < plan.Outputs.Count; output++)
            {
                var online = new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output));
                online.ShouldBe(offline[i].Entries[output], $"{plan.Outputs[output].FullName} of {points[i].Key} at {points[i].At}");
            }
        }

        return points.Length * plan.Outputs.Count;
    }
}
