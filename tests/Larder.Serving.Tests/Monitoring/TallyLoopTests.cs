using Larder.Alerts;
using Larder.Errors;
using Larder.Monitoring;
using Larder.Serving.Monitoring;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Monitored;

public class TallyLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_over_one_store_add_up()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        using var first = new Serving(world, store);
        using var second = new Serving(world, store);
        await first.AskAsync(30, "C1");
        await second.AskAsync(12, "C1");

        await second.Loop.TickAsync(Token);
        var report = await first.Loop.ReportAsync(1, Token);

        report.Coverage.Single(c => c.Service == "checkout").ShouldSatisfyAllConditions(c => (c.Requests, c.Covered, c.Share).ShouldBe((42, 0, 0)));
        report.Features.Single(f => f.Feature == "profile:page").Of(FeatureResult.NotFound).ShouldBe(42);
    }

    [Fact]
    public async Task A_batch_that_was_stored_and_reported_as_failed_counts_once()
    {
        var world = await ShopWorld.CreateAsync();
        var store = new UnsureStore();
        var problems = new List<string>();
        using var serving = new Serving(world, store, problems.Add);
        await serving.AskAsync(5, "C1");
        store.Fails = true;
        await serving.Loop.TickAsync(Token);
        await serving.AskAsync(2, "C1");
        await serving.Loop.TickAsync(Token);
        store.Fails = false;
        await serving.Loop.TickAsync(Token);

        (await serving.Loop.ReportAsync(1, Token)).Coverage.Single(c => c.Service == "checkout").Requests.ShouldBe(7);
        problems.ShouldBe(["What serving counts cannot be stored (The answer was lost); serving goes on, and it is tried again every 10 seconds."]);
    }

    [Fact]
    public async Task A_loop_that_is_told_to_stop_stores_what_is_left()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        using var serving = new Serving(world, store);
        using var stop = new CancellationTokenSource();
        var running = serving.Loop.RunAsync(stop.Token);
        await serving.AskAsync(3, "C1");

        await stop.CancelAsync();
        await running;

        new TallyBook(await store.ReadAsync([TallyKind.Coverage], new Instant(0), Token)).Sum(TallyKind.Coverage, "checkout", new Instant(0)).ShouldBe([3, 0]);
    }

    [Fact]
    public async Task Counts_get_the_minute_they_were_made_in()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        using var serving = new Serving(world, store);
        await serving.AskAsync(1, "C1");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await serving.Loop.TickAsync(Token);
        await serving.AskAsync(2, "C1");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await serving.Loop.TickAsync(Token);

        (await store.ReadAsync([TallyKind.Coverage], new Instant(0), Token)).Select(t => $"{t.Start} {string.Join(' ', t.Counts)}").ShouldBe(["2024-03-10T12:00:00Z 1 0", "2024-03-10T12:01:00Z 2 0"]);
    }

    [Fact]
    public async Task Low_coverage_begins_and_ends_as_an_incident_that_one_server_tells()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        var told = new List<string>();
        using var first = new Serving(world, store, onIncident: i => told.Add($"first {Say(i)}"));
        using var second = new Serving(world, store, onIncident: i => told.Add($"second {Say(i)}"));
        await world.PutProfileAsync("C1", "2024-03-10T11:59:58Z");
        await first.AskAsync(25, "nobody");
        await first.Loop.TickAsync(Token);
        await second.Loop.TickAsync(Token);
        told.ShouldBe(
        [
            "first coverage_broken checkout 12:00", "first coverage_fast_burn checkout 12:00", "first coverage_slow_burn checkout 12:00", "first coverage_low checkout 12:00",
        ]);

        told.Clear();
        await second.AskAsync(2000, "C1");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await second.Loop.TickAsync(Token);
        await first.Loop.TickAsync(Token);

        told.ShouldBe(
        [
            "second coverage_broken checkout 12:00 to 12:01", "second coverage_fast_burn checkout 12:00 to 12:01", "second coverage_slow_burn checkout 12:00 to 12:01", "second coverage_low checkout 12:00 to 12:01",
        ]);
        (await first.Loop.IncidentsAsync(1, Token)).Count.ShouldBe(4);
        first.Loop.Objectives.Single(o => o.Objective.Subject == "checkout").Outcome.ShouldBe(ObjectiveOutcome.Met);
    }

    [Fact]
    public async Task Incidents_are_alerts_of_several_servers_once_and_recover()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        var kept = new InMemoryAlertStore();
        var alerts = new AlertCenter(kept, [Alert.When(AlertKind.Coverage, "covered").To("chat").WithGroupWait(TimeSpan.Zero).WithKeepFiringFor(TimeSpan.Zero)], new AlertOptions { Channels = [new("chat", 20, TimeSpan.FromHours(1))] }, world.Clock);
        using var first = new Serving(world, store, alerts: alerts);
        using var second = new Serving(world, store, alerts: alerts);
        await world.PutProfileAsync("C1", "2024-03-10T11:59:58Z");
        await first.AskAsync(25, "nobody");
        await first.Loop.TickAsync(Token);
        await second.Loop.TickAsync(Token);
        var now = Instant.From(world.Clock.GetUtcNow());

        var book = (await kept.ReadAsync(now, Token)).Book;
        book.Alerts.Select(a => $"{AlertNames.Of(a.Id.Kind)} {a.Id.Subject} {a.Id.Key} {AlertNames.Of(a.Severity)} {a.State}").Order().ShouldBe(
        [
            "coverage service/checkout coverage_broken error Firing", "coverage service/checkout coverage_fast_burn error Firing",
            "coverage service/checkout coverage_low error Firing", "coverage service/checkout coverage_slow_burn warn Firing",
        ]);
        var low = book.Alerts.Single(a => a.Id.Key == "coverage_low");
        (low.Message, low.Evidence).ShouldBe(("Coverage of service checkout is below 95% in the last hour: 25 of 25 requests lacked a required feature. See 'larder monitor' for the features that were missing.", "larder monitor"));
        low.Facts.Select(f => $"{f.Name} {f.Value}").ShouldBe(["objective coverage 95% over 28 days", "since 2024-03-10T12:00:00Z"]);
        book.NextNotice.ShouldBe(2, "both servers reported, and one notice was made");

        await second.AskAsync(2000, "C1");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await second.Loop.TickAsync(Token);
        await first.Loop.TickAsync(Token);
        var after = (await kept.ReadAsync(Instant.From(world.Clock.GetUtcNow()), Token)).Book;
        after.Alerts.ShouldAllBe(a => a.State == AlertState.Resolved);
        after.NextNotice.ShouldBe(3);
    }

    [Fact]
    public async Task Canaries_show_a_stall_while_nobody_asks()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        var told = new List<string>();
        using var serving = new Serving(world, store, onIncident: i => told.Add(Say(i)));
        await world.PutProfileAsync("C1", "2024-03-10T11:00:00Z");
        for (var minute = 0; minute < 2 * 24 * 60; minute++)
        {
            await serving.Loop.TickAsync(Token);
            await serving.Loop.TickAsync(Token);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            if (told.Count > 0)
            {
                break;
            }
        }

        // Two days after the canary's last event its view's objective is passed, and five reads of five minutes later it has been so all the time.
        told.ShouldBe(["canary_failing checkout 11:05"]);
        await world.PutProfileAsync("C1", "2024-03-12T11:00:00Z");
        await serving.Loop.TickAsync(Token);
        told[1..].ShouldBe(["canary_failing checkout 11:05 to 11:06"]);
        var report = await serving.Loop.ReportAsync(72, Token);
        report.Coverage.Single(c => c.Service == "checkout").ShouldSatisfyAllConditions(c => (c.Requests, c.CanaryReads, c.CanaryFailures).ShouldBe((0, (47 * 60) + 7, 5)));
    }

    [Fact]
    public async Task A_canary_that_cannot_be_read_has_failed()
    {
        var (world, store) = (await ShopWorld.CreateAsync(), new InMemoryTallyStore());
        using var serving = new Serving(world, store);
        await world.Store.DropAsync("profile@v3", Token);
        await serving.Loop.TickAsync(Token);

        (await serving.Loop.ReportAsync(1, Token)).Coverage.Single(c => c.Service == "checkout").ShouldSatisfyAllConditions(c => (c.CanaryReads, c.CanaryFailures).ShouldBe((1, 1)));
    }

    private static string Say(Incident incident) =>
        $"{incident.Kind} {incident.Subject} {incident.Since.ToDateTime():HH:mm}{(incident.Ended is { } ended ? $" to {ended.ToDateTime():HH:mm}" : string.Empty)}";

    /// <summary>What a server has of it.</summary>
    private sealed class Serving : IDisposable
    {
        private readonly FeatureReader _reader;

        public Serving(ShopWorld world, ITallyStore store, Action<string>? onProblem = null, Action<Incident>? onIncident = null, IAlerts? alerts = null)
        {
            var monitor = new ServingMonitor(WatchedShop.Catalog);
            _reader = WatchedShop.Read(world, monitor);
            Loop = new TallyLoop(monitor, store, new FeatureReader(WatchedShop.Catalog, WatchedShop.Applied, world.Store), world.Clock) { OnProblem = onProblem, OnIncident = onIncident, Alerts = alerts };
        }

        public TallyLoop Loop { get; }

        public async Task AskAsync(int times, string customer)
        {
            for (var i = 0; i < times; i++)
            {
                using var frame = await WatchedShop.ReadAsync(_reader, "checkout", ShopWorld.Now, 5, customer);
            }
        }

        public void Dispose() => Loop.Dispose();
    }

    /// <summary>Stores and then says that it did not.</summary>
    private sealed class UnsureStore : ITallyStore
    {
        private readonly InMemoryTallyStore _inner = new();

        public bool Fails { get; set; }

        public async Task AddAsync(string writer, long batch, IReadOnlyList<Tally> tallies, CancellationToken cancellationToken = default)
        {
            await _inner.AddAsync(writer, batch, tallies, cancellationToken);
            if (Fails)
            {
                throw new UnavailableException("The answer was lost.", isTransient: true);
            }
        }

        public Task<IReadOnlyList<Tally>> ReadAsync(IReadOnlyCollection<TallyKind> kinds, Instant from, CancellationToken cancellationToken = default) => _inner.ReadAsync(kinds, from, cancellationToken);

        public Task CompactAsync(Instant now, CancellationToken cancellationToken = default) => _inner.CompactAsync(now, cancellationToken);

        public Task<IReadOnlyList<Incident>> MarkAsync(IReadOnlyList<Incident> standing, Instant now, CancellationToken cancellationToken = default) => _inner.MarkAsync(standing, now, cancellationToken);

        public Task<IReadOnlyList<Incident>> IncidentsAsync(Instant from, CancellationToken cancellationToken = default) => _inner.IncidentsAsync(from, cancellationToken);
    }
}
