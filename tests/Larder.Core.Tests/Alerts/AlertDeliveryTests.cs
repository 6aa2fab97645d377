using Larder.Errors;

namespace Larder.Alerts;

/// <summary>How the outbox is emptied, and what becomes of what nobody takes.</summary>
public class AlertDeliveryTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly AlertWorld _world = new(
        Alert.Any("all").To("data").WithGroupWait(TimeSpan.Zero).WithKeepFiringFor(TimeSpan.Zero).WithReminder(null));

    [Fact]
    public async Task What_is_due_is_sent_once_and_in_order()
    {
        var channel = new TestChannel();
        await _world.ReportAsync("lines", "a");
        await _world.ReportAsync("lines");
        await _world.ReportAsync("orders", "b");

        var report = await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token);

        (report.Sent, report.Failures.Count).ShouldBe((3, 0));
        channel.Taken.Select(n => $"{n.State} {n.Subject}").ShouldBe(["Firing source/lines", "Resolved source/lines", "Firing source/orders"]);
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Sent.ShouldBe(0);
        channel.Taken.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_channel_that_is_down_is_tried_again_with_growing_pauses_and_the_same_key_and_then_catches_up()
    {
        var channel = new TestChannel { Failure = new UnavailableException("no route with hunter22") };
        await _world.ReportAsync("lines", "a");
        await _world.ReportAsync("orders", "b");

        var report = await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token);
        report.Failures.ShouldBe([new DeliveryFailure("data", channel.Tried[0].Key, 1, false, "no route with ***")]);
        await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token);
        channel.Tried.Select(n => n.Subject?.Name).ShouldBe(["lines", "orders"]);
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Failures.ShouldBeEmpty();

        _world.Clock.Advance(Minute / 2);
        await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token);
        var stored = (await _world.Store.ReadAsync(_world.Now, AlertWorld.Token)).Outbox[0];
        (stored.Attempts, stored.DueAt, stored.Error).ShouldBe((2, _world.Now + Minute, "no route with ***"));

        channel.Failure = null;
        _world.Clock.Advance(Minute);
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Sent.ShouldBe(2);
        channel.Tried.Select(n => n.Key).Distinct().Count().ShouldBe(2);
        (await _world.Store.ReadAsync(_world.Now, AlertWorld.Token)).Outbox.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_nobody_took_for_a_day_is_dead_and_stays_to_be_seen()
    {
        var channel = new TestChannel { Failure = new InvalidOperationException("odd") };
        await _world.ReportAsync("lines", "a");
        var pauses = 0;
        DeliveryReport report;
        do
        {
            report = await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token);
            _world.Clock.Advance(TimeSpan.FromHours(1));
            pauses++;
        }
        while (report.Failures.All(f => !f.IsDead));

        pauses.ShouldBe(25);
        report.Failures[0].Error.ShouldBe("InvalidOperationException: odd");
        var stored = (await _world.Store.ReadAsync(_world.Now, AlertWorld.Token)).Outbox.ShouldHaveSingleItem();
        (stored.State, stored.Attempts, stored.Error).ShouldBe((NoticeState.Dead, 25, "InvalidOperationException: odd"));
        channel.Failure = null;
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Sent.ShouldBe(0);
    }

    [Fact]
    public async Task A_channel_that_fails_does_not_hold_up_another()
    {
        var world = new AlertWorld(Alert.Any("all").To("data", "other").WithGroupWait(TimeSpan.Zero));
        var center = new AlertCenter(
            world.Store, [Alert.Any("all").To("data", "other").WithGroupWait(TimeSpan.Zero)], new AlertOptions { Channels = [new("data", 5, Minute), new("other", 5, Minute)] }, world.Clock);
        await center.ReportAsync(new AlertReport(AlertKind.Drift, AlertSubject.View("v"), [new("a", AlertSeverity.Warn, "moved")]), AlertWorld.Token);
        TestChannel[] channels = [new() { Failure = new UnavailableException("down") }, new() { Name = "other" }];

        var report = await new AlertDelivery(center, world.Store, channels, new DeliveryOptions(), Redactor.None, world.Clock).SendAsync(cancellationToken: AlertWorld.Token);

        (report.Sent, report.Failures.Select(f => f.Channel).Single()).ShouldBe((1, "data"));
    }

    [Fact]
    public async Task A_process_that_stops_while_it_sends_leaves_the_notice_to_the_next_with_the_same_key()
    {
        using var stop = new CancellationTokenSource();
        var channel = new TestChannel { OnSend = stop.Cancel };
        await _world.ReportAsync("lines", "a");

        await Should.ThrowAsync<OperationCanceledException>(() => Delivery(channel).SendAsync(cancellationToken: stop.Token));
        channel.OnSend = null;
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Sent.ShouldBe(0);
        _world.Clock.Advance(2 * Minute);
        (await Delivery(channel).SendAsync(cancellationToken: AlertWorld.Token)).Sent.ShouldBe(1);

        channel.Tried.Count.ShouldBe(2);
        channel.Tried[0].Key.ShouldBe(channel.Tried[1].Key);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(7, 1_920)]
    [InlineData(8, 3_600)]
    [InlineData(1_000_000, 3_600)]
    public void Pauses_double_up_to_an_hour(int attempt, int seconds)
    {
        new DeliveryOptions().PauseAfter(attempt).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    private AlertDelivery Delivery(IAlertChannel channel) => new(_world.Center, _world.Store, [channel], new DeliveryOptions(), new Redactor(["hunter22"]), _world.Clock);

    private sealed class TestChannel : IAlertChannel
    {
        public string Name { get; init; } = "data";

        public string Address => "memory";

        public Exception? Failure { get; set; }

        public Action? OnSend { get; set; }

        public List<Notice> Tried { get; } = [];

        public List<Notice> Taken { get; } = [];

        public Task SendAsync(Notice notice, CancellationToken cancellationToken = default)
        {
            Tried.Add(notice);
            OnSend?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            if (Failure is not null)
            {
                throw Failure;
            }

            Taken.Add(notice);
            return Task.CompletedTask;
        }
    }
}
