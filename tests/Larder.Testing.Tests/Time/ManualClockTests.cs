namespace Larder.Testing;

public sealed class ManualClockTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var clock = new ManualClock();

        clock.GetUtcNow().ShouldBe(Start);
        var before = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromMinutes(90));

        clock.GetUtcNow().ShouldBe(Start.AddMinutes(90));
        clock.GetElapsedTime(before).ShouldBe(TimeSpan.FromMinutes(90));
    }

    [Fact]
    public void It_starts_where_told_in_utc()
    {
        var clock = new ManualClock(new DateTimeOffset(2024, 6, 1, 12, 0, 0, TimeSpan.FromHours(2)));

        clock.GetUtcNow().ShouldBe(new DateTimeOffset(2024, 6, 1, 10, 0, 0, TimeSpan.Zero));
        clock.GetUtcNow().Offset.ShouldBe(TimeSpan.Zero);
        clock.GetLocalNow().Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void It_does_not_go_back()
    {
        var clock = new ManualClock();

        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void A_delay_ends_when_it_is_due_and_not_before()
    {
        var clock = new ManualClock();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(9));
        delay.IsCompleted.ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(1));
        delay.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_see_that_time()
    {
        var clock = new ManualClock();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add($"late {Seconds(clock)}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var periodic = clock.CreateTimer(_ => fired.Add($"every {Seconds(clock)}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(7));

        fired.ShouldBe(["every 2", "every 4", "late 5", "every 6"]);
        clock.GetUtcNow().ShouldBe(Start.AddSeconds(7));
    }

    [Fact]
    public void A_timer_can_be_moved_stopped_and_disposed()
    {
        var clock = new ManualClock();
        var fired = 0;
        var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(4));
        fired.ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(10));
        fired.ShouldBe(1);

        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).ShouldBeTrue();
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(10));
        fired.ShouldBe(1);

        timer.Dispose();
        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(10));
        fired.ShouldBe(1);
    }

    [Fact]
    public void A_callback_may_start_another_timer_that_is_due_in_the_same_move()
    {
        var clock = new ManualClock();
        var fired = new List<string>();
        ITimer? second = null;
        using var first = clock.CreateTimer(
            _ => second = clock.CreateTimer(_ => fired.Add(Seconds(clock)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(3));

        fired.ShouldBe(["2"]);
        second.ShouldNotBeNull().Dispose();
    }

    private static string Seconds(ManualClock clock)
        => (clock.GetUtcNow() - Start).TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
