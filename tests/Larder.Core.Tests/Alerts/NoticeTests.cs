using Larder.Types;

namespace Larder.Alerts;

/// <summary>Fingerprints, text and JSON of notices.</summary>
public class NoticeTests
{
    /// <summary>The beginning of SHA-256 over <c>12:check_failed6:source11:order_lines5:files13:price_between</c>, made by another program.</summary>
    private const string Approved = "e821499537365a2424c0e811cbf6b3a1";

    private static readonly Instant At = new(1_700_000_000_123_456);

    [Fact]
    public void A_fingerprint_never_changes_and_parts_do_not_run_together()
    {
        new AlertIdentity(AlertKind.CheckFailed, AlertSubject.Source("order_lines"), "files", "price_between").Fingerprint.ShouldBe(Approved);
        new AlertIdentity(AlertKind.Drift, AlertSubject.Source("a"), "bc", "d").Fingerprint.ShouldNotBe(new AlertIdentity(AlertKind.Drift, AlertSubject.Source("a"), "b", "cd").Fingerprint);
        new AlertIdentity(AlertKind.Drift, AlertSubject.Source("a"), "", "d").Fingerprint.ShouldNotBe(new AlertIdentity(AlertKind.Drift, AlertSubject.View("a"), "", "d").Fingerprint);
    }

    [Fact]
    public void A_notice_is_read_back_as_it_was_written()
    {
        var notice = Sample() with { HeldBack = 3, Omitted = 2, IsTest = true };
        var json = NoticeJson.Write(notice);

        NoticeJson.Write(NoticeJson.ReadNotice(json)).ShouldBe(json);
        var bare = new Notice("k", "k", "c", null, null, At, [new(NoticeChange.Recovered, notice.Items[0].Alert with { Evidence = null, Facts = [], ResolvedAt = At, State = AlertState.Resolved })]);
        NoticeJson.Write(NoticeJson.ReadNotice(NoticeJson.Write(bare))).ShouldBe(NoticeJson.Write(bare));
    }

    [Fact]
    public void The_schema_of_a_notice_is_the_documented_one()
    {
        NoticeJson.Write(Sample()).ShouldBe(
            """
            {"schema":"larder.notice/1","key":"0a1b","thread":"0a1b","channel":"data","rule":"broken","subject":"source/lines","state":"firing","severity":"error","title":"[error] check_failed: source/lines",
            "created_at":"2023-11-14T22:13:20.123456Z","test":false,"held_back":0,"omitted":0,"alerts":[{"change":"fired","fingerprint":"#","kind":"check_failed","subject":"source/lines","scope":"files","name":"a",
            "severity":"error","state":"firing","message":"1 of 2 rows\nbad","facts":[{"name":"bad","value":"1"}],"evidence":"larder validate lines","since":"2023-11-14T22:13:20.123456Z",
            "severity_since":"2023-11-14T22:13:20.123456Z","seen_at":"2023-11-14T22:13:20.123456Z","resolved_at":null}]}
            """.ReplaceLineEndings("").Replace("#", Sample().Items[0].Alert.Fingerprint, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_is_one_line_whatever_the_data_holds()
    {
        var notice = Sample();

        NoticeText.Line(notice.Items[0], withSubject: false).ShouldBe("error, fired: check_failed a (files): 1 of 2 rows bad");
        NoticeText.Line(notice.Items[0], withSubject: true).ShouldBe("error, fired: check_failed source/lines a (files): 1 of 2 rows bad");
        NoticeText.Details(notice.Items[0]).ShouldBe("since 2023-11-14T22:13:20.123456Z, bad 1, see larder validate lines");
        NoticeText.OneLine("a\r\nBcc: x\u2028y\tz\0").ShouldBe("a  Bcc: x y z ");
        NoticeText.Remark(notice).ShouldBeNull();
        NoticeText.Topic(notice).ShouldBe("Larder: source/lines");
        NoticeText.Title(notice with { HeldBack = 3, Subject = null }).ShouldBe("[error] check_failed in 3 notices held back");
        NoticeText.Remark(notice with { HeldBack = 3 }).ShouldBe("The channel's limit was reached: this stands for 3 notices.");
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a🛒bcd", 3, "a…")]
    [InlineData("a🛒bcd", 4, "a🛒…")]
    public void A_cut_parts_no_character(string text, int most, string expected)
    {
        NoticeText.Cut(text, most).ShouldBe(expected);
    }

    [Fact]
    public void Secrets_are_found_as_they_are_and_as_addresses_and_JSON_write_them()
    {
        var redactor = new Redactor(["p\"ss w", "abc", "tok/en+1", "tok/en+1 longer"]);

        redactor.Redact("p\"ss w, p%22ss%20w, p\\u0022ss w, abc, tok/en+1, tok%2Fen%2B1, tok/en+1 longer").ShouldBe("***, ***, ***, abc, ***, ***, ***");
        Redactor.None.Redact("a").ShouldBe("a");
    }

    private static Notice Sample() => new("0a1b", "0a1b", "data", "broken", AlertSubject.Source("lines"), At,
    [
        new(NoticeChange.Fired, new Alert(new AlertIdentity(AlertKind.CheckFailed, AlertSubject.Source("lines"), "files", "a"), AlertSeverity.Error, "1 of 2 rows\nbad", AlertState.Firing, At, At, At)
        {
            Facts = [new("bad", "1")],
            Evidence = "larder validate lines",
        }),
    ]);
}
