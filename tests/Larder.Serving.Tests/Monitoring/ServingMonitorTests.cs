using Larder.Errors;
using Larder.Monitoring;
using Larder.Serving.Monitoring;
using Larder.Serving.Online;
using Larder.Serving.Streaming;
using Larder.Support;
using Larder.Types;

namespace Larder.Monitored;

public class ServingMonitorTests
{
    private static readonly Instant Now = ShopWorld.Now;

    [Fact]
    public async Task Generated_requests_are_counted_as_a_list_of_them_says()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        var reader = WatchedShop.Read(world, monitor);
        await world.PutProfileAsync("fresh", "2024-03-10T11:59:58Z");
        await world.PutProfileAsync("old", "2024-03-01T08:00:00Z", page: null);
        await world.PutProfileAsync("stale", "2024-01-01T08:00:00Z");
        await world.PutVisitsAsync("fresh", null, ("2024-03-10T10:00:00Z", 5, "home"));
        await world.PutVisitsAsync("old", null, ("2024-02-01T10:00:00Z", 5, "home"));
        var naive = new NaiveCounts();
        var random = new Random(9);
        for (var request = 0; request < 300; request++)
        {
            string?[] customers = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new[] { "fresh", "old", "stale", "nobody", null }[random.Next(5)])];
            string[][] lists = [["profile:page"], ["profile:page", "spend:visits_7d", "profile:amount"], ["spend:mean_amount_7d", "trend:per_visit"]];
            if (random.Next(3) is var kind && kind == 0)
            {
                var plan = reader.PlanOf(lists[random.Next(3)]);
                using var frame = plan.Rent();
                foreach (var (row, customer) in customers.Index())
                {
                    frame.SetKey(row, customer is null ? null : EntityKey.From(customer));
                }

                await reader.ReadAsync(frame, Now, TestContext.Current.CancellationToken);
                naive.Add(frame, null, Now);
            }
            else
            {
                var service = kind == 1 ? "checkout" : "everything";
                using var frame = await WatchedShop.ReadAsync(reader, service, Now, 5, customers);
                naive.Add(frame, service, Now);
            }
        }

        var tallies = monitor.Read(Now).Where(t => t.Kind is not (TallyKind.Check or TallyKind.Lag or TallyKind.Canary) && t.Counts.Any(c => c != 0)).ToDictionary(t => (t.Kind, t.Subject), t => t.Counts);
        foreach (var ((kind, subject), counts) in naive.Counts)
        {
            tallies.ShouldContainKey((kind, subject));
            tallies[(kind, subject)].ShouldBe(counts, $"{kind} {subject}");
        }

        tallies.Keys.OrderBy(k => k.ToString(), StringComparer.Ordinal).ShouldBe(naive.Counts.Keys.OrderBy(k => k.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_threads_lose_nothing_and_what_was_taken_is_not_taken_again()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        var reader = WatchedShop.Read(world, monitor);
        await world.PutProfileAsync("C1", "2024-03-10T11:00:00Z");
        var taken = new List<Tally>();
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var frame = await WatchedShop.ReadAsync(reader, "checkout", Now, 5, "C1", "nobody");
            }
        })).ToArray();
        while (!readers.All(r => r.IsCompleted))
        {
            taken.AddRange(monitor.Take(Now));
        }

        await Task.WhenAll(readers);
        taken.AddRange(monitor.Take(Now));

        var book = new TallyBook(taken);
        book.Sum(TallyKind.Coverage, "checkout", Now).ShouldBe([8000, 4000]);
        book.Sum(TallyKind.Result, "profile:page", Now).ShouldBe([4000, 0, 4000, 0, 0, 0]);
        book.Sum(TallyKind.Age, "profile", Now)[AgeBuckets.IndexOf(3_600_000_000)].ShouldBe(4000 * 7);
        monitor.Take(Now).ShouldBeEmpty();
    }

    [Fact]
    public void An_event_later_than_the_time_asked_for_has_the_age_zero_and_is_counted()
    {
        var monitor = new ServingMonitor(WatchedShop.Catalog);
        var meter = monitor.View("profile");
        meter.AddAges(Now + TimeSpan.FromSeconds(5), Now, 3);
        meter.AddAges(Now - TimeSpan.FromSeconds(1.5), Now, 2);

        var ages = monitor.Read(Now).Single(t => t.Kind == TallyKind.Age && t.Subject == "profile").Counts;
        (ages[0], ages[2], ages[AgeTally.Negative], ages[AgeTally.Seconds], ages[AgeTally.Rest]).ShouldBe((3, 2, 3, 2, 1_000_000));
        monitor.Read(Now).Single(t => t.Kind == TallyKind.Newest).Counts.ShouldBe([(Now + TimeSpan.FromSeconds(5)).Microseconds]);
    }

    [Fact]
    public async Task A_request_that_could_not_be_answered_is_not_covered()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        var reader = WatchedShop.Read(world, monitor);
        await world.Store.DropAsync("profile@v3", TestContext.Current.CancellationToken);

        await Should.ThrowAsync<NotFoundException>(() => WatchedShop.ReadAsync(reader, "checkout", Now, 5, "C1", "C2"));

        monitor.Read(Now).Single(t => t.Kind == TallyKind.Coverage && t.Subject == "checkout").Counts.ShouldBe([2, 0]);
    }

    [Fact]
    public async Task A_time_that_cannot_be_answered_is_the_callers_and_not_counted()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        await world.PutProfileAsync("C1", "2024-03-10T11:00:00Z");

        await Should.ThrowAsync<InvalidInputException>(() => WatchedShop.ReadAsync(WatchedShop.Read(world, monitor), "checkout", Now - TimeSpan.FromDays(1), 5, "C1"));

        monitor.Take(Now).ShouldAllBe(t => t.Kind == TallyKind.Check);
    }

    [Fact]
    public async Task Checks_count_refuse_and_look_at_their_share()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        var reader = WatchedShop.Read(world, monitor);
        await world.PutProfileAsync("C1", "2024-03-10T11:00:00Z", page: "kitchen", amount: 200);
        await world.PutProfileAsync("C2", "2024-03-10T11:00:00Z", page: "gold", amount: 200);
        await world.PutProfileAsync("C3", "2024-03-10T11:00:00Z", page: null, amount: null);
        for (var i = 0; i < 10; i++)
        {
            using var frame = await WatchedShop.ReadAsync(reader, "checkout", Now, 5000, "C1", "C2", "C3", "C1");
        }

        (await Should.ThrowAsync<LarderException>(() => WatchedShop.ReadAsync(reader, "checkout", Now, -3, "C1", "C2"))).ShouldSatisfyAllConditions(
            refused => refused.Kind.ShouldBe(ErrorKind.SuiteBreached),
            refused => refused.Message.ShouldBe(
                "Check basket_negative of view basket refuses entity 0 of the request (basket_value -3): it must be [0, ]. Correct it, or leave the entity out of every list."));

        var checks = monitor.Read(Now).Where(t => t.Kind == TallyKind.Check).ToDictionary(t => t.Subject, t => t.Counts);
        checks["view basket/basket_large"].ShouldBe([1, 40, 0, 0]);
        checks["view basket/basket_negative"].ShouldBe([40, 0, 0, 1]);

        // Every second row: C2 and the second C1; of C3 the condition stumbles over the null, which does not meet it.
        checks["service checkout/page_short"].ShouldBe([10, 10, 0, 0]);
        checks["service checkout/amount_between"].ShouldBe([20, 20, 0, 0]);
        monitor.Read(Now).Single(t => t.Kind == TallyKind.Coverage && t.Subject == "checkout").Counts.ShouldBe([40, 30]);
    }

    [Fact]
    public async Task A_list_of_features_meets_the_checks_on_its_request_data()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(WatchedShop.Catalog));
        var reader = WatchedShop.Read(world, monitor);
        using var frame = reader.PlanOf(["basket:ratio"]).Rent();
        frame.SetKey(0, EntityKey.From("C1"));
        frame.SetRequest(0, 0, FeatureValue.From(-1d));

        (await Should.ThrowAsync<LarderException>(async () => await reader.ReadAsync(frame, Now, TestContext.Current.CancellationToken))).Message.ShouldStartWith("Check basket_negative of view basket refuses entity 0");
    }

    [Fact]
    public async Task A_reader_without_a_monitor_refuses_nothing()
    {
        var world = await ShopWorld.CreateAsync();
        using var frame = await WatchedShop.ReadAsync(new FeatureReader(WatchedShop.Catalog, WatchedShop.Applied, world.Store), "checkout", Now, -3, "C1");

        frame.Status(0, 0).ShouldBe(FeatureStatus.NotFound);
    }

    [Fact]
    public async Task A_stream_tells_the_time_from_event_to_row()
    {
        var (world, monitor) = (await ShopWorld.CreateAsync(), new ServingMonitor(Shop.Catalog));
        var view = (Catalog.CompiledSourceView)Shop.Catalog.View("stock");
        var events = new EventBatch(view.Source.Schema, 2) { Count = 2 };
        foreach (var (row, at) in new[] { "2024-03-10T11:59:00Z", "2024-03-10T11:50:00Z" }.Index())
        {
            FeatureValue[] visit =
            [
                FeatureValue.From("C1"), FeatureValue.From(7L), FeatureValue.From(ShopWorld.Time(at)), FeatureValue.From("home"), FeatureValue.From(1d), FeatureValue.From(3L), FeatureValue.From(1),
                FeatureValue.From(true), FeatureValue.From(1f),
            ];
            foreach (var (column, value) in visit.Index())
            {
                events.Columns[column].Set(row, value);
            }
        }

        var updater = new OnlineUpdater(view, 1, world.Store, monitor, world.Clock);
        var orders = new[] { "2024-03-10T11:59:00Z", "2024-03-10T11:50:00Z" }.Select((at, i) => new EventOrder(ShopWorld.Time(at), ShopWorld.Time(at), i)).ToArray();
        await updater.ApplyAsync(new StreamBatch(events, orders) { Positions = new Dictionary<string, long> { ["visits"] = 2 } }, TestContext.Current.CancellationToken);
        await updater.ApplyAsync(new StreamBatch(events, orders) { Positions = new Dictionary<string, long> { ["visits"] = 2 } }, TestContext.Current.CancellationToken);

        var report = MonitoringReport.Of(Shop.Catalog, new TallyBook(monitor.Take(Tally.MinuteOf(Now))), Now - TimeSpan.FromHours(1), Now);
        var stock = report.Freshness.Single(v => v.View == "stock");
        (stock.Values, stock.LagP99, stock.NewestEvent, stock.Staleness).ShouldBe((0, TimeSpan.FromSeconds(640), ShopWorld.Time("2024-03-10T11:59:00Z"), TimeSpan.FromMinutes(1)));
    }

    /// <summary>The naive twin: value by value, from what the frame says.</summary>
    private sealed class NaiveCounts
    {
        public SortedDictionary<(TallyKind Kind, string Subject), long[]> Counts { get; } = new(Comparer<(TallyKind, string)>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString())));

        public void Add(FeatureFrame frame, string? service, Instant at)
        {
            for (var row = 0; row < frame.Count; row++)
            {
                var isCovered = true;
                foreach (var (output, feature) in frame.Plan.Plan.Outputs.Index())
                {
                    var (view, name, status) = (feature.View.Name, feature.Feature.Name, frame.Status(row, output));
                    var result = status switch
                    {
                        FeatureStatus.Present => 0,
                        FeatureStatus.NullValue => 1,
                        FeatureStatus.NotFound when frame.Value(row, output).IsNull => 2,
                        FeatureStatus.OutsideMaxAge => 3,
                        FeatureStatus.NotFound => 4,
                        _ => 5,
                    };
                    Of(TallyKind.Result, $"{view}:{name}", 6)[result]++;
                    isCovered &= status == FeatureStatus.Present || (service == "checkout" && !(view == "profile" && name is "page" or "amount"));
                    if (status == FeatureStatus.Present && frame.EventTime(row, output) is { } time)
                    {
                        var age = at.Microseconds - time.Microseconds;
                        var ages = Of(TallyKind.Age, view, AgeTally.Count);
                        ages[AgeBuckets.IndexOf(age)]++;
                        ages[AgeTally.Seconds] += age / 1_000_000;
                        ages[AgeTally.Rest] += age % 1_000_000;
                        var newest = Of(TallyKind.Newest, view, 1);
                        newest[0] = Math.Max(newest[0], time.Microseconds);
                        if (view == "profile")
                        {
                            var late = Of(TallyKind.Late, "profile 172800000000us", 2);
                            late[0]++;
                            late[1] += age > 2 * 86_400_000_000L ? 1 : 0;
                        }
                    }
                }

                if (service is not null)
                {
                    var coverage = Of(TallyKind.Coverage, service, 2);
                    coverage[0]++;
                    coverage[1] += isCovered ? 1 : 0;
                }
            }
        }

        private long[] Of(TallyKind kind, string subject, int count)
        {
            if (!Counts.TryGetValue((kind, subject), out var counts))
            {
                Counts.Add((kind, subject), counts = new long[count]);
            }

            return counts;
        }
    }
}
