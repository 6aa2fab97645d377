using Larder.Catalog;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Parity;

/// <summary>A store that is behind history is equal to history as its materialization saw it, and history is read as of then.</summary>
public sealed class PinnedHistoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(601)]
    [InlineData(602)]
    [InlineData(603)]
    public async Task A_store_that_is_behind_equals_the_history_it_was_made_from(int seed)
    {
        var generated = new ClickCase(seed, clicks: 200, files: 3);
        using var world = new World(ClickRepository.Catalog);
        var plan = FeaturePlan.For(world.Catalog.Service("of_user"));
        await IngestAsync(world, generated, 0);
        var times = generated.Files[0].Select(c => Instant.From(c.At)).Order().ToArray();
        var versions = await AppliedVersions.LoadAsync(world.Catalog, world.Definitions, Token);
        var pins = new Dictionary<string, HistoryPin>();
        foreach (var (view, i) in plan.Sources.Select((v, i) => (v, i)))
        {
            // Each view as of an instant of its own, in the midst of what is known and what is not, and some one version later.
            if (i == 2)
            {
                await IngestAsync(world, generated, 1);
            }

            await new Materializer(world.Workspace).RunAsync(view, new MaterializationOptions { AsOf = times[times.Length * (i + 2) / 6] }, Token);
            var state = await world.Online.GetStateAsync(OnlineViewName.Of(view.Name, versions.Of(view)), Token);
            pins.Add(view.Name, HistoryPin.Of(state.ShouldNotBeNull()));
        }

        await IngestAsync(world, generated, 2);
        pins.Values.Select(p => p.Table.ToString()).Distinct().ShouldBe(["clicks@1", "clicks@2"]);

        var random = new Random(seed);
        FeatureValue[] users = [.. new[] { "u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", "nobody" }.Select(u => FeatureValue.From(u))];
        var newest = pins.Values.Max(p => p.AsOf);
        var points = users.SelectMany(u => Enumerable.Range(0, 8).Select(i => (u, newest + (TimeSpan.FromDays(i) * random.NextDouble())))).ToArray();
        var pinned = await new OfflineFeatures(world.Workspace, pins).ReadAsync(plan, points, Token);
        var unpinned = await new OfflineFeatures(world.Workspace).ReadAsync(plan, points, Token);

        var reader = new FeatureReader(world.Catalog, versions, world.Online);
        var changed = 0;
        for (var i = 0; i < points.Length; i++)
        {
            using var frame = reader.PlanOf("of_user").Rent();
            frame.SetKey(0, EntityKey.From(points[i].u));
            await reader.ReadAsync(frame, points[i].Item2, Token);
            for (var output = 0; output < plan.Outputs.Count; output++)
            {
                var online = new OfflineEntry(frame.Value(0, output), frame.Status(0, output), frame.EventTime(0, output));
                online.ShouldBe(pinned[i].Entries[output], $"{plan.Outputs[output].FullName} of {points[i]}");
                changed += unpinned[i].Entries[output] == online ? 0 : 1;
            }
        }

        changed.ShouldBeGreaterThan(50, "newer versions must matter, or the test shows nothing");
    }

    [Fact]
    public async Task Event_times_are_quantiles_of_what_the_pins_show()
    {
        using var world = new World(LineRepository.Catalog);
        var plan = FeaturePlan.For(world.Catalog.Service("of_customer"));
        var days = Enumerable.Range(0, 10).Select(i => $"a,2024-01-{i + 1:00}T00:00:00,1,2,x\n");
        await world.IngestAsync("lines", world.Write("lines.csv", LineRepository.Header + string.Concat(days)));
        await world.IngestAsync("lines", world.Write("more.csv", LineRepository.Header + "a,2030-01-01T00:00:00,1,2,x\nb,2031-01-01T00:00:00,1,2,x\n"));
        Dictionary<string, HistoryPin> Pin(string asOf)
        {
            Instant.TryParse(asOf, out var instant).ShouldBeTrue();
            return plan.Sources.ToDictionary(v => v.Name, _ => new HistoryPin(new TableVersion("lines", 1), instant));
        }

        async Task<IEnumerable<string>> TimesAsync(IReadOnlyDictionary<string, HistoryPin>? pins) =>
            (await new OfflineFeatures(world.Workspace, pins).EventTimesAsync(plan, [0, 1 / 3.0, 2 / 3.0, 1], Token)).Select(t => t.ToString()[..10]);

        (await TimesAsync(null)).ShouldBe(["2024-01-01", "2024-01-04", "2024-01-08", "2031-01-01"]);
        (await TimesAsync(Pin("2024-02-01"))).ShouldBe(["2024-01-01", "2024-01-04", "2024-01-07", "2024-01-10"]);
        (await TimesAsync(Pin("2024-01-03"))).ShouldBe(["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03"]);
        (await TimesAsync(Pin("2023-01-01"))).ShouldBeEmpty();
        (await new OfflineFeatures(world.Workspace, Pin("2024-02-01")).KeysAsync(plan, plan.Keys.Entities[0], Token)).Select(k => k.ToString()).ShouldBe(["a"]);
        (await new OfflineFeatures(world.Workspace).NewestVersionAsync(world.Catalog.Source("lines"), Token)).ShouldBe(new TableVersion("lines", 2));
    }

    [Fact]
    public async Task Request_data_reach_on_demand_features()
    {
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("c.csv", ClickCase.Header + "\nu1,1,1,2024-01-01,2024-01-01,8,1,p,true,,\n"));
        var plan = FeaturePlan.For(world.Catalog.Service("of_user_request"));
        Instant.TryParse("2024-01-02", out var at).ShouldBeTrue();
        OfflinePoint[] points = [new([FeatureValue.From("u1")], at, [FeatureValue.From(2.0)]), new([FeatureValue.From("u1")], at, [])];

        var vectors = await new OfflineFeatures(world.Workspace).ReadAsync(plan, points, Token);

        var ratio = plan.Outputs.ToList().FindIndex(o => o.Feature.Name == "basket_to_amount");
        vectors.Select(v => v.Entries[ratio].Value).ShouldBe([FeatureValue.From(0.25), FeatureValue.Null]);
        vectors.ShouldAllBe(v => v.Thrown == null);
    }

    [Fact]
    public void A_damaged_table_version_is_named()
    {
        TableVersion.Parse("clicks@12").ShouldBe(new TableVersion("clicks", 12));
        new TableVersion("clicks", 12).ToString().ShouldBe("clicks@12");
        foreach (var text in (string[])["clicks", "@1", "clicks@", "clicks@x", "clicks@-1", ""])
        {
            Should.Throw<InvalidInputException>(() => TableVersion.Parse(text)).Message
                .ShouldBe($"'{text}' is no table version such as order_lines@3; the record it comes from is damaged, restore it from a backup.");
        }
    }

    private static async Task IngestAsync(World world, ClickCase generated, int file) =>
        await world.IngestAsync("clicks", world.Write($"c{file}.csv", ClickCase.Csv(generated.Files[file])));
}
