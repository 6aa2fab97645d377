using Larder.Errors;

namespace Larder.Alerts;

/// <summary>When whom is told what, by example; the clock begins at midnight.</summary>
public class AlertCenterTests
{
    private static readonly AlertRule Rule = Alert.When(AlertKind.CheckFailed, "broken").To("data");
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_alert_is_told_once_after_the_group_wait_with_what_else_fires_on_the_subject()
    {
        var world = new AlertWorld(Rule);

        (await world.ReportAsync("lines", "a")).ShouldBeEmpty();
        (await world.AfterAsync(TimeSpan.FromSeconds(20))).ShouldBeEmpty();
        await world.ReportAsync("lines", "a", "b");
        await world.ReportAsync("orders", "c");
        (await world.AfterAsync(TimeSpan.FromSeconds(10))).ShouldBe(["00:00:30 lines: fired a, fired b"]);
        await world.ReportAsync("lines", "a", "b");
        (await world.AfterAsync(Minute)).ShouldBe(["00:00:30 lines: fired a, fired b", "00:01:30 orders: fired c"]);
        (await world.AfterAsync(Minute)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_wait_the_notice_is_in_the_outbox_when_the_report_was_taken()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));

        (await world.ReportAsync("lines", "a", "b?")).ShouldBe(["00:00:00 lines: fired a, fired b"]);
    }

    [Fact]
    public async Task What_recovers_within_the_wait_is_never_told()
    {
        var world = new AlertWorld(Rule);

        await world.ReportAsync("lines", "a");
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        await world.ReportAsync("lines");

        (await world.AfterAsync(TimeSpan.FromDays(3))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovery_is_told_once_when_it_has_lasted_and_what_flaps_is_told_once()
    {
        var world = new AlertWorld(Rule);
        await world.ReportAsync("lines", "a");
        await world.AfterAsync(Minute);

        for (var i = 0; i < 10; i++)
        {
            await world.ReportAsync("lines");
            await world.AfterAsync(4 * Minute);
            await world.ReportAsync("lines", "a");
            (await world.AfterAsync(4 * Minute)).ShouldBe(["00:01:00 lines: fired a"]);
        }

        await world.ReportAsync("lines");
        (await world.AfterAsync(5 * Minute)).ShouldBe(["00:01:00 lines: fired a", "01:26:00 lines: recovered a"]);
        (await world.AfterAsync(TimeSpan.FromDays(2))).Length.ShouldBe(2);
        await world.ReportAsync("lines", "a");
        (await world.AfterAsync(Minute))[2].ShouldBe("01:27:00 lines: fired a");
    }

    [Fact]
    public async Task One_reminder_stands_for_all_that_still_fire()
    {
        var world = new AlertWorld(Rule.WithReminder(TimeSpan.FromHours(1)));
        await world.ReportAsync("lines", "a");
        await world.AfterAsync(Minute);
        await world.ReportAsync("lines", "a", "b");
        await world.AfterAsync(Minute);

        (await world.AfterAsync(59 * Minute)).ShouldBe(["00:01:00 lines: fired a", "00:02:00 lines: fired b", "01:01:00 lines: reminder a, reminder b"]);
        (await world.AfterAsync(59 * Minute)).Length.ShouldBe(3);
        (await world.AfterAsync(Minute))[3].ShouldBe("02:01:00 lines: reminder a, reminder b");
    }

    [Fact]
    public async Task A_worse_severity_is_told_and_a_better_one_is_not()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));

        await world.ReportAsync("lines", "a?");
        await world.ReportAsync("lines", "a");
        await world.ReportAsync("lines", "a?");
        (await world.ReportAsync("lines", "a")).ShouldBe(["00:00:00 lines: fired a", "00:00:00 lines: escalated a"]);
    }

    [Fact]
    public async Task A_rule_for_errors_hears_when_it_becomes_one_and_when_it_is_none_any_more()
    {
        var world = new AlertWorld(Rule.AtLeast(AlertSeverity.Error).WithGroupWait(TimeSpan.Zero).WithKeepFiringFor(TimeSpan.Zero));

        (await world.ReportAsync("lines", "a?")).ShouldBeEmpty();
        (await world.ReportAsync("lines", "a")).ShouldBe(["00:00:00 lines: fired a"]);
        (await world.ReportAsync("lines", "a?")).ShouldBe(["00:00:00 lines: fired a", "00:00:00 lines: recovered a"]);
    }

    [Fact]
    public async Task A_silence_holds_back_until_it_ends_and_then_only_what_is_still_different_is_told()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));
        var silence = await world.Center.SilenceAsync("source/li*", AlertKind.CheckFailed, TimeSpan.FromHours(2), "migration hunter22", AlertWorld.Token);
        (silence.Id, silence.Reason).ShouldBe((1, "migration ***"));

        await world.ReportAsync("lines", "a", "b");
        (await world.ReportAsync("orders", "c")).ShouldBe(["00:00:00 orders: fired c"]);
        await world.AfterAsync(TimeSpan.FromHours(1));
        await world.ReportAsync("lines", "b");
        (await world.AfterAsync(TimeSpan.FromHours(1)))[1..].ShouldBe(["02:00:00 lines: fired b"]);
    }

    [Fact]
    public async Task A_silence_can_be_ended_before_its_time()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));
        var silence = await world.Center.SilenceAsync("*", null, TimeSpan.FromHours(2), "", AlertWorld.Token);
        await world.ReportAsync("lines", "a");

        await world.Center.EndSilenceAsync(silence.Id, AlertWorld.Token);

        (await world.AfterAsync(Minute)).ShouldBe(["00:01:00 lines: fired a"]);
        (await Should.ThrowAsync<NotFoundException>(() => world.Center.EndSilenceAsync(1, AlertWorld.Token))).Message.ShouldBe("There is no silence 1 that has not ended; 'larder alerts' lists those there are.");
    }

    [Fact]
    public async Task The_last_notice_that_the_limit_allows_stands_for_all_the_rest()
    {
        var world = new AlertWorld(new ChannelLimit("data", 2, TimeSpan.FromHours(1)), Rule);
        await world.ReportAsync("a", "x");
        await world.ReportAsync("b", "x", "y");
        await world.ReportAsync("c", "x");

        (await world.AfterAsync(Minute)).ShouldBe(["00:01:00 a: fired x", "00:01:00 held back 2: fired x, fired y, fired x"]);
        await world.ReportAsync("d", "x");
        await world.ReportAsync("e", "x");
        (await world.AfterAsync(59 * Minute)).Length.ShouldBe(2);
        (await world.AfterAsync(Minute))[2..].ShouldBe(["01:01:00 d: fired x", "01:01:00 e: fired x"]);
    }

    [Fact]
    public async Task All_notices_of_a_matter_are_of_one_thread_and_the_next_matter_begins_another()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero).WithKeepFiringFor(TimeSpan.Zero));
        await world.ReportAsync("lines", "a");
        await world.ReportAsync("lines", "a", "b");
        await world.ReportAsync("lines", "b");
        await world.ReportAsync("lines");
        await world.ReportAsync("lines", "a");

        var notices = (await world.Store.HistoryAsync(10, AlertWorld.Token)).Notices.Select(n => n.Notice).Reverse().ToArray();
        notices.Select(n => n.Thread).ShouldBe([notices[0].Key, notices[0].Key, notices[0].Key, notices[0].Key, notices[4].Key]);
        notices.Select(n => n.State).ShouldBe([AlertState.Firing, AlertState.Firing, AlertState.Resolved, AlertState.Resolved, AlertState.Firing]);
    }

    [Fact]
    public async Task Reports_of_another_scope_or_kind_leave_an_alert_alone_and_so_does_an_undecided_check()
    {
        var world = new AlertWorld(Rule.WithKeepFiringFor(TimeSpan.Zero));
        await world.ReportAsync("lines", "a");
        await world.AfterAsync(Minute);

        await world.Center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source("lines"), []) { Scope = "table" }, AlertWorld.Token);
        await world.Center.ReportAsync(new AlertReport(AlertKind.Drift, AlertSubject.Source("lines"), []), AlertWorld.Token);
        await world.Center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.View("lines"), []), AlertWorld.Token);
        await world.Center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source("lines"), []) { Undecided = ["a"] }, AlertWorld.Token);

        (await world.AfterAsync(Minute)).ShouldBe(["00:01:00 lines: fired a"]);
    }

    [Fact]
    public async Task Secrets_are_taken_out_before_anything_is_stored()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));
        var condition = new AlertCondition("a hunter22", AlertSeverity.Error, "Password=hunter22;") { Facts = [new("hunter22", "x hunter22 y")], Evidence = "https://a/?t=hunter22" };

        await world.Center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source("lines"), [condition]), AlertWorld.Token);

        var notice = (await world.Store.HistoryAsync(1, AlertWorld.Token)).Notices[0].Notice;
        NoticeJson.Write(notice).ShouldNotContain("hunter22");
        notice.Items[0].Alert.Message.ShouldBe("Password=***;");
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_told_and_the_work_goes_on()
    {
        var problems = new List<string>();
        var center = new AlertCenter(new BrokenAlertStore(), [Rule], new AlertOptions { OnProblem = problems.Add, Redactor = new Redactor(["hunter22"]) }, TimeProvider.System);

        await center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source("lines"), [new("a", AlertSeverity.Error, "bad")]), AlertWorld.Token);

        problems.ShouldBe(["The alerts of source/lines could not be recorded: the disk *** is full."]);
    }

    [Fact]
    public async Task A_store_that_others_write_for_too_long_is_told_and_the_work_goes_on()
    {
        var (problems, clock) = (new List<string>(), new Testing.ManualClock());
        var center = new AlertCenter(new BrokenAlertStore { Hangs = true }, [Rule], new AlertOptions { OnProblem = problems.Add }, clock);

        var report = center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source("lines"), [new("a", AlertSeverity.Error, "bad")]), AlertWorld.Token);
        clock.Advance(TimeSpan.FromSeconds(5));
        await report;

        problems.ShouldBe(["The alerts of source/lines could not be recorded: others write the store for longer than 5 s. The next report tells the same."]);
    }

    [Fact]
    public async Task What_waits_goes_out_at_once_where_somebody_hurries()
    {
        var world = new AlertWorld(Rule);
        await world.ReportAsync("lines", "a");

        (await world.Center.AdvanceAsync(hurries: true, AlertWorld.Token)).ShouldBe(1);
        await world.ReportAsync("lines");
        (await world.Center.AdvanceAsync(hurries: true, AlertWorld.Token)).ShouldBe(1);

        (await world.SaidAsync()).ShouldBe(["00:00:00 lines: fired a", "00:00:00 lines: recovered a"]);
    }

    [Fact]
    public async Task A_channel_that_is_not_configured_is_told_when_it_is()
    {
        var world = new AlertWorld(Alert.When(AlertKind.CheckFailed, "broken").To("pager").WithGroupWait(TimeSpan.Zero));
        (await world.ReportAsync("lines", "a")).ShouldBeEmpty();

        var configured = new AlertCenter(world.Store, [Alert.Any("broken").To("pager")], new AlertOptions { Channels = [new("pager", 1, Minute)] }, world.Clock);
        await configured.AdvanceAsync(hurries: true, AlertWorld.Token);

        (await world.SaidAsync()).ShouldBe(["00:00:00 lines: fired a"]);
    }

    [Fact]
    public async Task More_alerts_than_a_notice_lists_are_counted_and_taken_for_told()
    {
        var world = new AlertWorld(Rule.WithGroupWait(TimeSpan.Zero));

        await world.ReportAsync("lines", [.. Enumerable.Range(0, 130).Select(i => $"c{i}")]);
        await world.AfterAsync(Minute);

        var notices = (await world.Store.HistoryAsync(10, AlertWorld.Token)).Notices;
        notices.Count.ShouldBe(1);
        (notices[0].Notice.Items.Count, notices[0].Notice.Omitted).ShouldBe((100, 30));
        NoticeText.Title(notices[0].Notice).ShouldBe("[error] 130 alerts: source/lines");
        NoticeText.Remark(notices[0].Notice).ShouldBe("And 30 more alerts; 'larder alerts' lists all.");
    }
}
