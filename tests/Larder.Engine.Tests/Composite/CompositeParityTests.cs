using Larder.Catalog;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Sqlite;
using Larder.Support;
using Larder.Types;

namespace Larder.Composite;

/// <summary>DESIGN 2.8 for lists, maps and invalid values: what is served is what history says.</summary>
public sealed class CompositeParityTests
{
    [Theory]
    [InlineData(21, false)]
    [InlineData(22, true)]
    public async Task Lists_maps_and_invalid_values_are_served_as_they_are_joined(int seed, bool large)
    {
        using var world = new World(VisitRepository.Catalog);
        var visits = new VisitCase(seed, count: 600, large);
        await world.IngestAsync("visits", visits.Write(Path.Combine(world.Folder, "visits.parquet")));
        await using var sqlite = SqliteOnlineStore.Open(Path.Combine(world.Folder, "online.db"));
        var workspace = world.Workspace.With(sqlite);
        var plan = FeaturePlan.For(world.Catalog.Service("of_user"));
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, new MaterializationOptions(), TestContext.Current.CancellationToken);
        }

        var reader = new FeatureReader(world.Catalog, await AppliedVersions.LoadAsync(world.Catalog, world.Definitions, TestContext.Current.CancellationToken), sqlite);
        (FeatureValue Key, Instant At)[] points =
        [
            .. Enumerable.Range(0, 10).SelectMany(u => new[] { 0, 1, 40, 60, 1000 }.Select(hours => (FeatureValue.From($"u{u}"), visits.Newest + TimeSpan.FromHours(hours)))),
        ];
        var offline = await new OfflineFeatures(workspace).ReadAsync(plan, points, TestContext.Current.CancellationToken);
        var statuses = new Dictionary<FeatureStatus, int>();
        var composites = 0;
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = reader.PlanOf("of_user").Rent();
            frame.SetKey(0, EntityKey.From(points[i].Key));
            await reader.ReadAsync(frame, points[i].At, TestContext.Current.CancellationToken);
            for (var output = 0; output < plan.Outputs.Count; output++)
            {
                var online = new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output));
                online.ShouldBe(offline[i].Entries[output], $"{plan.Outputs[output].FullName} of {points[i].Key} at {points[i].At}");
                online.Value.IsInvalid.ShouldBe(online.Status == FeatureStatus.Invalid);
                statuses[online.Status] = statuses.GetValueOrDefault(online.Status) + 1;
                composites += online.Value.Type.IsComposite() ? 1 : 0;
            }
        }

        composites.ShouldBeGreaterThan(200);
        statuses.ContainsKey(FeatureStatus.Invalid).ShouldBe(large);
        statuses.Keys.ShouldContain(FeatureStatus.NotFound);
        statuses.Keys.ShouldContain(FeatureStatus.NullValue);
    }
}
