using Larder.Alerts;
using Larder.Errors;
using Larder.Support;

namespace Larder.Smtp;

/// <summary>Mail to a real server.</summary>
public class SmtpChannelTests(MailCertificate certificate)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("none", false, SmtpSecurity.None)]
    [InlineData("starttls", false, SmtpSecurity.StartTls)]
    [InlineData("starttls", true, SmtpSecurity.StartTls)]
    [InlineData("tls", false, SmtpSecurity.Tls)]
    public async Task A_notice_arrives_as_text_and_html(string security, bool signsIn, SmtpSecurity asked)
    {
        await using var server = await MailServer.StartAsync(security, signsIn, certificate);
        var options = Options(server) with { Security = asked, User = signsIn ? MailServer.User : null, Password = signsIn ? MailServer.Password : null, To = ["Data <data@example.org>", "ops@example.org"] };

        await new SmtpChannel(options, TimeProvider.System).SendAsync(SampleNotice.Of(alerts: 2, message: "<b>1</b> & more 顧客"), Token);

        var (envelope, raw, mail) = server.Mails().ShouldHaveSingleItem();
        envelope.ShouldBe(["larder@example.org", "data@example.org", "ops@example.org"]);
        (mail.Subject, mail.MessageId, mail.From.ToString(), mail.To.ToString()).ShouldBe(
            ("Larder: source/lines", "0a1b2c@example.org", "\"Larder\" <larder@example.org>", "\"Data\" <data@example.org>, ops@example.org"));
        mail.TextBody!.ReplaceLineEndings("\n").ShouldBe(
            """
            [error] 2 alerts: source/lines

            - error, fired: check_failed check_0 (files): <b>1</b> & more 顧客
              since 2023-11-14T22:13:20Z, bad 1, see larder validate lines

            - error, fired: check_failed check_1 (files): <b>1</b> & more 顧客
              since 2023-11-14T22:13:20Z, bad 1, see larder validate lines

            Larder, rule broken, 2023-11-14T22:13:20Z, 0a1b2c

            """.ReplaceLineEndings("\n"));
        mail.HtmlBody!.ShouldContain("<li>error, fired: check_failed check_0 (files): &lt;b&gt;1&lt;/b&gt; &amp; more ");
        mail.HtmlBody!.ShouldNotContain("<b>1");
        (mail.Headers["Auto-Submitted"], mail.Headers["X-Larder-State"], mail.Headers["X-Larder-Severity"], mail.References.Count, mail.InReplyTo).ShouldBe(("auto-generated", "firing", "error", 0, null));
        mail.Date.ShouldBe(new DateTimeOffset(SampleNotice.At.ToDateTime()));
        raw.ShouldContain("multipart/alternative");
        raw.ShouldNotContain(MailServer.Password);
    }

    [Fact]
    public async Task A_recovery_answers_the_mail_that_began_the_matter_and_a_repeated_delivery_has_the_same_id()
    {
        await using var server = await MailServer.StartAsync("none", false, certificate);
        var channel = new SmtpChannel(Options(server), TimeProvider.System);

        await channel.SendAsync(SampleNotice.Of("k1"), Token);
        await channel.SendAsync(SampleNotice.Of("k2", thread: "k1", change: NoticeChange.Recovered), Token);
        await channel.SendAsync(SampleNotice.Of("k2", thread: "k1", change: NoticeChange.Recovered), Token);

        var mails = server.Mails();
        mails.Select(m => m.Mail.MessageId).ShouldBe(["k1@example.org", "k2@example.org", "k2@example.org"]);
        var recovery = mails[1].Mail;
        (recovery.Subject, recovery.InReplyTo, recovery.References.Single(), recovery.Headers["X-Larder-State"]).ShouldBe(("Re: Larder: source/lines", "k1@example.org", "k1@example.org", "resolved"));
        recovery.TextBody!.ReplaceLineEndings("\n").ShouldStartWith("[resolved] check_failed: source/lines\n\n- error, recovered: check_failed check_0 (files): 1 of 2 rows are bad\n  since 2023-11-14T22:13:20Z, until 2023-11-14T22:13:20Z");
    }

    [Fact]
    public async Task Names_and_messages_add_no_header_no_receiver_and_no_end_of_the_mail()
    {
        await using var server = await MailServer.StartAsync("none", false, certificate);
        const string Evil = "x\r\nBcc: victim@example.org\r\n\r\nbody\r\n.\r\nMAIL FROM:<evil@example.org>";

        await new SmtpChannel(Options(server), TimeProvider.System).SendAsync(SampleNotice.Of(source: Evil, message: Evil), Token);

        var (envelope, _, mail) = server.Mails().ShouldHaveSingleItem();
        envelope.ShouldBe(["larder@example.org", "data@example.org"]);
        mail.Bcc.ShouldBeEmpty();
        mail.Subject.ShouldBe("Larder: source/x  Bcc: victim@example.org    body  .  MAIL FROM:<evil@example.org>");
        mail.Headers.Select(h => h.Field).Order(StringComparer.Ordinal).ShouldBe(
            ["Auto-Submitted", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To", "X-Larder-Severity", "X-Larder-State"]);
    }

    [Theory]
    [InlineData("reject@example.org", false, "answered 550 (5.1.1 no such user); check From, To and the server's rules")]
    [InlineData("later@example.org", true, "answered 451 (4.7.1 greylisted); check From, To and the server's rules")]
    public async Task A_receiver_who_is_refused_is_told(string receiver, bool isTransient, string said)
    {
        await using var server = await MailServer.StartAsync("none", false, certificate);

        var failed = await FailAsync(Options(server) with { To = ["data@example.org", receiver] });

        (failed.Message, failed.IsTransient).ShouldBe((Text(server.Port, said), isTransient));
        server.Mails().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it()
    {
        await using var server = await MailServer.StartAsync("starttls", true, certificate);

        var failed = await FailAsync(Options(server) with { Security = SmtpSecurity.StartTls, User = MailServer.User, Password = "wr0ng-word" });

        failed.Message.ShouldBe(Text(server.Port, "refuses user and password (535: 5.7.8 Authentication credentials invalid); give others"));
        (await FailAsync(Options(server) with { Security = SmtpSecurity.StartTls })).Message.ShouldBe(Text(server.Port, "asks who writes (5.7.0 Authentication required); give User and Password"));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_or_of_another_name_is_refused()
    {
        await using var server = await MailServer.StartAsync("starttls", false, certificate);
        var expected = Text(server.Port, "has no certificate that is trusted for its name; correct Host, or name the certificate to trust with CertificateFile");
        using var other = new MailCertificate();

        (await FailAsync(Options(server) with { Security = SmtpSecurity.StartTls, Trusted = null })).Message.ShouldBe(expected);
        (await FailAsync(Options(server) with { Security = SmtpSecurity.StartTls, Trusted = other.Certificate })).Message.ShouldBe(expected);
        server.Mails().ShouldBeEmpty();

        using var elsewhere = new MailCertificate("mail.example.org");
        await using var misnamed = await MailServer.StartAsync("starttls", false, elsewhere);
        (await FailAsync(Options(misnamed) with { Security = SmtpSecurity.StartTls, Trusted = elsewhere.Certificate })).Message.ShouldBe(
            Text(misnamed.Port, "has no certificate that is trusted for its name; correct Host, or name the certificate to trust with CertificateFile"));
    }

    [Fact]
    public async Task A_server_that_offers_no_tls_gets_nothing_in_the_open()
    {
        await using var server = await MailServer.StartAsync("none", false, certificate);

        (await FailAsync(Options(server) with { Security = SmtpSecurity.StartTls })).Message.ShouldBe(
            Text(server.Port, "cannot do what is asked of it (The SMTP server does not support the STARTTLS extension); set Security to what it offers, or leave User out"));
        server.Mails().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_hangs_or_is_not_there_is_not_waited_for()
    {
        int port;
        await using (var server = await MailServer.StartAsync("none", false, certificate))
        {
            port = server.Port;
            var failed = await FailAsync(Options(server) with { To = ["never@example.org"], Timeout = TimeSpan.FromSeconds(1) });
            (failed.Message, failed.IsTransient).ShouldBe((Text(port, "did not take the mail within 1 s; check host, port and network"), true));
        }

        var gone = await FailAsync(new SmtpOptions("mail", "127.0.0.1", "larder@example.org", ["data@example.org"]) { Port = port, Security = SmtpSecurity.None });
        (gone.Message, gone.IsTransient).ShouldBe((Text(port, "cannot be reached (Connection refused); check Host, Port and the network"), true));
    }

    [Fact]
    public void Options_print_no_secret()
    {
        var options = new SmtpOptions("mail", "h", "a@b", ["c@d"]) { Password = "s3cret" };

        $"{options}".ShouldBe("mail (h:587)");
        new SmtpChannel(options, TimeProvider.System).Address.ShouldBe("smtp://h:587");
    }

    private static string Text(int port, string said) => $"Channel mail: the mail server 127.0.0.1:{port} {said} (Larder:Alerts:Channels:mail).";

    private static Task<UnavailableException> FailAsync(SmtpOptions options) =>
        Should.ThrowAsync<UnavailableException>(() => new SmtpChannel(options, TimeProvider.System).SendAsync(SampleNotice.Of(), Token));

    private SmtpOptions Options(MailServer server) => new("mail", "127.0.0.1", "Larder <larder@example.org>", ["data@example.org"])
    {
        Port = server.Port,
        Security = SmtpSecurity.None,
        Trusted = certificate.Certificate,
    };
}
