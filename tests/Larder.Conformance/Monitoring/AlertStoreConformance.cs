using Larder.Alerts;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every store of alerts must do. A subclass supplies an empty one.</summary>
public abstract class AlertStoreConformance
{
    private static readonly Instant Now = new(1_700_000_000_000_000);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected abstract IAlertStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_has_nothing()
    {
        var overview = await Store.ReadAsync(Now, Token);

        (overview.Book.Alerts.Count, overview.Book.Told.Count, overview.Book.Silences.Count, overview.Book.Sent.Count, overview.Book.NextNotice, overview.Outbox.Count).ShouldBe((0, 0, 0, 0, 1, 0));
        var history = await Store.HistoryAsync(10, Token);
        (history.Changes.Count, history.Notices.Count).ShouldBe((0, 0));
        (await Store.ClaimAsync("data", Now, Now + Minute, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        var alert = Alert("a") with { Facts = [new("bad", "1")], Evidence = "'; DROP TABLE alert; -- 顧客🛒" };
        var told = new Told("rule", "data", alert.Fingerprint, AlertSeverity.Warn, Now, "t");
        var silence = new Silence(0, "source/*", AlertKind.Drift, Now, Now + Minute, "why");

        var written = await Store.ChangeAsync(Now, _ => new AlertChanges { Alerts = [alert], History = [alert], Told = [told], Notices = [Notice("k1")], Silence = silence }, Token);

        written.Silence.ShouldBe(silence with { Id = 1 });
        var overview = await Store.ReadAsync(Now, Token);
        overview.Book.Alerts.Select(NoticeJson.Write).ShouldBe([NoticeJson.Write(alert)]);
        overview.Book.Told.ShouldBe([told]);
        overview.Book.Silences.ShouldBe([silence with { Id = 1 }]);
        overview.Book.Sent.ShouldBe([new SentNotice("data", Now)]);
        overview.Book.NextNotice.ShouldBe(2);
        Written(overview.Outbox).ShouldBe(["k1 Pending 0 0 "]);
        var history = await Store.HistoryAsync(10, Token);
        history.Changes.Select(NoticeJson.Write).ShouldBe([NoticeJson.Write(alert)]);
        history.Notices.Select(n => NoticeJson.Write(n.Notice)).ShouldBe([NoticeJson.Write(Notice("k1"))]);
    }

    [Fact]
    public async Task The_book_has_what_fires_and_what_somebody_still_believes_to_fire()
    {
        var (firing, gone, believed) = (Alert("firing"), Resolved("gone"), Resolved("believed"));
        var told = new Told("rule", "data", believed.Fingerprint, AlertSeverity.Error, Now, "t");
        await ChangeAsync(new AlertChanges { Alerts = [firing, gone, believed], Told = [told] });

        Keys(await Store.ReadAsync(Now, Token)).ShouldBe(["believed", "firing"]);
        await ChangeAsync(new AlertChanges { Untold = [told], Told = [told with { Channel = "other", Fingerprint = gone.Fingerprint }] });
        Keys(await Store.ReadAsync(Now, Token)).ShouldBe(["firing", "gone"]);
        await ChangeAsync(new AlertChanges { Alerts = [Resolved("firing")] });
        Keys(await Store.ReadAsync(Now, Token)).ShouldBe(["gone"]);
    }

    [Fact]
    public async Task Silences_end_by_themselves_or_before_their_time()
    {
        var first = await Store.ChangeAsync(Now, _ => new AlertChanges { Silence = new Silence(0, "a", null, Now, Now + Minute, "") }, Token);
        var second = await Store.ChangeAsync(Now, _ => new AlertChanges { Silence = new Silence(0, "b", null, Now, Now + (2 * Minute), "") }, Token);

        await Store.ChangeAsync(Now, _ => new AlertChanges { EndedSilence = first.Silence!.Id }, Token);
        (await Store.ReadAsync(Now, Token)).Book.Silences.ShouldBe([second.Silence!]);
        (await Store.ReadAsync(Now + (2 * Minute), Token)).Book.Silences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_notice_is_claimed_by_one_until_the_lease_ends_and_its_attempts_are_counted()
    {
        await ChangeAsync(new AlertChanges { Notices = [Notice("k1"), Notice("k2", thread: "k2")] });

        var first = await Store.ClaimAsync("data", Now, Now + Minute, Token);
        (first!.Notice.Key, first.Attempt).ShouldBe(("k1", 1));
        (await Store.ClaimAsync("other", Now, Now + Minute, Token)).ShouldBeNull();
        (await Store.ClaimAsync("data", Now, Now + Minute, Token))!.Notice.Key.ShouldBe("k2");
        (await Store.ClaimAsync("data", Now, Now + Minute, Token)).ShouldBeNull();
        var again = await Store.ClaimAsync("data", Now + Minute, Now + (2 * Minute), Token);
        (again!.Notice.Key, again.Attempt).ShouldBe(("k1", 2));
    }

    [Fact]
    public async Task Notices_of_one_thread_go_in_their_order()
    {
        await ChangeAsync(new AlertChanges { Notices = [Notice("k1"), Notice("k2", thread: "k1"), Notice("k3", thread: "k1", channel: "other")] });

        (await Store.ClaimAsync("data", Now, Now + Minute, Token))!.Notice.Key.ShouldBe("k1");
        (await Store.ClaimAsync("data", Now, Now + Minute, Token)).ShouldBeNull();
        (await Store.ClaimAsync("other", Now, Now + Minute, Token))!.Notice.Key.ShouldBe("k3");
        await Store.SettleAsync(new NoticeOutcome("k1", 1, NoticeState.Sent, Now), Token);
        (await Store.ClaimAsync("data", Now, Now + Minute, Token))!.Notice.Key.ShouldBe("k2");
    }

    [Fact]
    public async Task What_failed_comes_again_when_it_is_due_until_it_is_dead()
    {
        await ChangeAsync(new AlertChanges { Notices = [Notice("k1"), Notice("k2", thread: "k1")] });
        await Store.ClaimAsync("data", Now, Now + Minute, Token);

        await Store.SettleAsync(new NoticeOutcome("k1", 1, NoticeState.Pending, Now, Now + (2 * Minute), "refused"), Token);

        Written((await Store.ReadAsync(Now, Token)).Outbox).ShouldBe(["k1 Pending 1 120 refused", "k2 Pending 0 0 "]);
        (await Store.ClaimAsync("data", Now + Minute, Now + (2 * Minute), Token)).ShouldBeNull();
        (await Store.ClaimAsync("data", Now + (2 * Minute), Now + (3 * Minute), Token))!.Attempt.ShouldBe(2);
        await Store.SettleAsync(new NoticeOutcome("k1", 2, NoticeState.Dead, Now + (2 * Minute), null, "gone"), Token);
        Written((await Store.ReadAsync(Now, Token)).Outbox).ShouldBe(["k1 Dead 2 120 gone", "k2 Pending 0 0 "]);
        (await Store.ClaimAsync("data", Now + (4 * Minute), Now + (5 * Minute), Token))!.Notice.Key.ShouldBe("k2");
    }

    [Fact]
    public async Task Sent_is_final_and_a_failure_of_a_claim_that_has_passed_on_is_ignored()
    {
        await ChangeAsync(new AlertChanges { Notices = [Notice("k1")] });
        await Store.ClaimAsync("data", Now, Now + Minute, Token);
        await Store.ClaimAsync("data", Now + Minute, Now + (2 * Minute), Token);

        await Store.SettleAsync(new NoticeOutcome("k1", 1, NoticeState.Dead, Now + Minute, null, "late"), Token);
        Written((await Store.ReadAsync(Now, Token)).Outbox).ShouldBe(["k1 Pending 2 0 "]);
        await Store.SettleAsync(new NoticeOutcome("k1", 1, NoticeState.Sent, Now + Minute), Token);
        await Store.SettleAsync(new NoticeOutcome("k1", 2, NoticeState.Pending, Now + Minute, Now + Minute, "refused"), Token);
        await Store.SettleAsync(new NoticeOutcome("unknown", 1, NoticeState.Sent, Now), Token);

        (await Store.ReadAsync(Now, Token)).Outbox.ShouldBeEmpty();
        Written((await Store.HistoryAsync(10, Token)).Notices).ShouldBe(["k1 Sent 2 60 "]);
    }

    [Fact]
    public async Task What_ended_before_a_time_is_forgotten_and_nothing_else()
    {
        var (old, firing, told) = (Resolved("old"), Alert("firing"), new Told("r", "data", Resolved("old").Fingerprint, AlertSeverity.Error, Now, "t"));
        await ChangeAsync(new AlertChanges
        {
            Alerts = [old, firing],
            History = [old, firing],
            Told = [told, told with { Fingerprint = firing.Fingerprint }],
            Notices = [Notice("sent"), Notice("pending", thread: "pending")],
            Silence = new Silence(0, "a", null, Now, Now + Minute, ""),
        });
        await Store.ClaimAsync("data", Now, Now + Minute, Token);
        await Store.SettleAsync(new NoticeOutcome("sent", 1, NoticeState.Sent, Now), Token);

        await ChangeAsync(new AlertChanges { ForgetBefore = Now });
        (await Store.HistoryAsync(10, Token)).Notices.Count.ShouldBe(2);
        await ChangeAsync(new AlertChanges { ForgetBefore = Now + TimeSpan.FromDays(1) });

        var overview = await Store.ReadAsync(Now, Token);
        Keys(overview).ShouldBe(["firing"]);
        overview.Book.Told.ShouldBe([told with { Fingerprint = firing.Fingerprint }]);
        overview.Book.NextNotice.ShouldBe(3);
        overview.Book.Silences.ShouldBeEmpty();
        Written((await Store.HistoryAsync(10, Token)).Notices).ShouldBe(["pending Pending 0 0 "]);
        (await Store.HistoryAsync(10, Token)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Notices_of_more_than_a_day_ago_are_not_in_the_book()
    {
        await ChangeAsync(new AlertChanges { Notices = [Notice("k1")] });

        (await Store.ReadAsync(Now + TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1), Token)).Book.Sent.Count.ShouldBe(1);
        (await Store.ReadAsync(Now + TimeSpan.FromHours(24), Token)).Book.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_by_many_at_once_are_made_one_after_the_other_from_the_newest_state()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => Store.ChangeAsync(Now, book => new AlertChanges { Notices = [Notice($"k{book.NextNotice}", thread: $"k{book.NextNotice}")] }, Token), Token)));

        (await Store.HistoryAsync(100, Token)).Notices.Select(n => n.Notice.Key).ShouldBe(Enumerable.Range(1, 40).Reverse().Select(i => $"k{i}"));
        var claims = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => Store.ClaimAsync("data", Now, Now + Minute, Token), Token)));
        claims.OfType<NoticeClaim>().Select(c => c.Notice.Key).Distinct().Count().ShouldBe(40);
        claims.Count(c => c is null).ShouldBe(20);
    }

    [Fact]
    public async Task A_decision_that_throws_changes_nothing()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Store.ChangeAsync(Now, _ => throw new InvalidOperationException("no"), Token));

        (await Store.ReadAsync(Now, Token)).Book.NextNotice.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_call_before_it_does_anything()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.ChangeAsync(Now, _ => new AlertChanges { Notices = [Notice("k1")] }, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ReadAsync(Now, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.HistoryAsync(1, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ClaimAsync("data", Now, Now, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.SettleAsync(new NoticeOutcome("k1", 1, NoticeState.Sent, Now), cancelled));

        (await Store.ReadAsync(Now, Token)).Book.NextNotice.ShouldBe(1);
    }

    private static Alert Alert(string key) =>
        new(new AlertIdentity(AlertKind.CheckFailed, AlertSubject.Source("lines"), "", key), AlertSeverity.Error, "bad", AlertState.Firing, Now, Now, Now);

    private static Alert Resolved(string key) => Alert(key) with { State = AlertState.Resolved, ResolvedAt = Now };

    private static Notice Notice(string key, string thread = "k1", string channel = "data") =>
        new(key, thread, channel, "rule", AlertSubject.Source("lines"), Now, [new NoticeItem(NoticeChange.Fired, Alert("a"))]);

    private static string[] Keys(AlertOverview overview) => [.. overview.Book.Alerts.Select(a => a.Id.Key).Order(StringComparer.Ordinal)];

    private static string[] Written(IEnumerable<StoredNotice> notices) =>
        [.. notices.Select(n => $"{n.Notice.Key} {n.State} {n.Attempts} {(n.DueAt.Microseconds - Now.Microseconds) / 1_000_000} {n.Error}")];

    private Task<AlertChanges> ChangeAsync(AlertChanges changes) => Store.ChangeAsync(Now, _ => changes, Token);
}
