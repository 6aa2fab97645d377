using System.Text;
using Larder.Support;

namespace Larder.Alerts;

/// <summary>Secrets of channels are in no output and no file of the state, however a delivery goes.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class AlertSecretTests : IDisposable
{
    private const string Token = "t0k3n-of-the-path";
    private const string Key = "k3y/of+the query";
    private const string Signing = "s1gn1ng-s3cret";
    private const string Bearer = "b3arer-of-the-header";
    private const string Password = "p4ssword of mail";

    private readonly AlertFolder _alerts = new();
    private readonly HookServer _server = new();

    public void Dispose()
    {
        _alerts.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(307)]
    [InlineData(0)]
    public async Task No_output_and_no_stored_byte_has_a_secret(int status)
    {
        Configure();
        _server.Answer = r => new HookAnswer(status, $"echo {r.Path} {string.Join(" ", r.Headers.Values)}", $"http://127.0.0.2/{Token}");
        if (status == 0)
        {
            _server.Dispose();
        }

        await _alerts.ValidateAsync(AlertFolder.Bad);
        foreach (var output in (string[])["text", "json"])
        {
            await _alerts.RunAsync("alerts", "send", "--now", "--verbose", "--output", output);
            _alerts.Clock.Advance(TimeSpan.FromHours(2));
            await _alerts.RunAsync("alerts", "--output", output);
            await _alerts.RunAsync("alerts", "history", "--output", output);
            foreach (var channel in (string[])["hook", "chat", "mail"])
            {
                await _alerts.RunAsync("alerts", "test", channel, "--verbose", "--output", output);
            }
        }

        await _alerts.RunAsync("alerts", "silence", "rides", "--for", "1m", "--reason", $"because of {Bearer}");
        _alerts.Printed.ShouldContain(status == 200 ? "took the test of channel hook" : "Channel hook: ");
        (status is 200 or 0 || _server.Requests.Any(r => r.Path.Contains(Token, StringComparison.Ordinal))).ShouldBeTrue();
        ShouldHoldNoSecret(_alerts.Printed, "what was printed");
        foreach (var file in Directory.GetFiles(_alerts.Folder.StatePath, "monitoring.db*"))
        {
            ShouldHoldNoSecret(Encoding.UTF8.GetString(File.ReadAllBytes(file)), Path.GetFileName(file));
        }
    }

    [Fact]
    public async Task A_file_may_hold_a_secret_and_a_wrong_setting_is_told_without_it()
    {
        _alerts.Channel("hook", ("Type", "webhook"), ("UrlFile", _alerts.Folder.Write("url", $"{_server.Url}\n")), ("SecretFile", _alerts.Folder.Write("key", Signing + "\n")));
        await _alerts.TextAsync("alerts", "test", "hook");
        _server.Requests[0].Headers["X-Larder-Signature"].ShouldBe(Webhooks.WebhookSignature.Of(Signing, _alerts.Clock.GetUtcNow().ToUnixTimeSeconds(), _server.Requests[0].Body));

        _alerts.Channel("hook", ("Secret", Signing));
        await FailsAsync("Both Larder:Alerts:Channels:hook:Secret and Larder:Alerts:Channels:hook:SecretFile are given; give one of them.");
        _alerts.Channel("hook", ("Secret", ""), ("SecretFile", "/nowhere/key"));
        await FailsAsync("The file /nowhere/key that Larder:Alerts:Channels:hook:SecretFile names cannot be read; make it exist and readable for this user.");
        _alerts.Channel("hook", ("SecretFile", ""), ("UrlFile", ""), ("Url", $"ftp://h/{Token}"));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:Url is no address; give one that begins with https://.");
        _alerts.Channel("hook", ("Url", $"http://example.org/{Token}"));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:Url is http, which anybody on the way can read; use https, or set Larder:Alerts:Channels:hook:AllowHttp to true.");
        _alerts.Channel("hook", ("Url", "https://example.org/x"), ("Authorization", $"Bearer {Bearer}\r\nX: y"));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:Authorization has more than one line; give the header's value, such as 'Bearer' and a token.");
        _alerts.Channel("hook", ("Type", "pigeon"));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:Type cannot be 'pigeon'; use webhook, slack or email.");
        _alerts.Channel("hook", ("Type", "slack"), ("Url", ""));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:Url is missing; give the address that notices are posted to.");
        _alerts.Channel("hook", ("Type", "webhook"), ("MaxNotices", "0"), ("Url", "https://example.org/x"));
        await FailsAsync("The setting Larder:Alerts:Channels:hook:MaxNotices cannot be '0'; give a whole number from 1 to 10000.");
    }

    [Fact]
    public async Task A_mail_channel_is_read_whole_or_refused()
    {
        _alerts.Channel("mail", ("Type", "email"));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:Host is missing; give the mail server's name.");
        _alerts.Channel("mail", ("Host", "mail.example.org"), ("Security", "none"));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:Security can be none for a server on this machine only; use starttls or tls.");
        _alerts.Channel("mail", ("Security", "ssl"));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:Security cannot be 'ssl'; use starttls, tls or none.");
        _alerts.Channel("mail", ("Security", "tls"), ("User", "larder"));
        await FailsAsync("Of Larder:Alerts:Channels:mail:User and Larder:Alerts:Channels:mail:Password one is missing; give both or neither.");
        _alerts.Channel("mail", ("Password", Password));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:From is missing; give an address such as larder@example.org.");
        _alerts.Channel("mail", ("From", "nobody"));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:From cannot be 'nobody'; give addresses such as larder@example.org.");
        _alerts.Channel("mail", ("From", "a@example.org"), ("To", "b@example.org, c@"));
        await FailsAsync("The setting Larder:Alerts:Channels:mail:To cannot be 'c@'; give addresses such as larder@example.org.");
        _alerts.Channel("mail", ("To", "b@example.org, C <c@example.org>"), ("CertificateFile", _alerts.Folder.Write("no.pem", "no")));
        await FailsAsync($"The file {Path.Combine(_alerts.Folder.Path, "no.pem")} that Larder:Alerts:Channels:mail:CertificateFile names holds no certificate that can be read; give one in PEM form.");
        _alerts.Channel("mail", ("CertificateFile", ""));
        ((string)(await _alerts.JsonAsync("alerts"))["channels"]![0]!["address"]!).ShouldBe("smtp://mail.example.org:587");
    }

    [Fact]
    public async Task A_wrong_setting_stops_no_other_work()
    {
        _alerts.Channel("hook", ("Type", "pigeon"));

        var run = await _alerts.ValidateAsync(AlertFolder.Bad);

        run.ExitCode.ShouldBe(2);
        run.Out.ShouldStartWith("warning: The setting Larder:Alerts:Channels:hook:Type cannot be 'pigeon'; use webhook, slack or email. Until then alerts are recorded and nobody is told.\n");
    }

    private static void ShouldHoldNoSecret(string text, string where)
    {
        foreach (var secret in (string[])[Token, Key, Uri.EscapeDataString(Key), "k3y/of", Signing, Bearer, Password])
        {
            text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} is in {where}");
        }
    }

    private async Task FailsAsync(string said)
    {
        (await _alerts.FailAsync(1, "alerts", "test", "hook")).ShouldBe(said);
        ShouldHoldNoSecret(_alerts.Printed, "what was printed");
    }

    private void Configure()
    {
        _alerts.Channel(
            "hook", ("Type", "webhook"), ("Url", $"http://127.0.0.1:{_server.Port}/{Token}?key={Uri.EscapeDataString(Key)}"), ("Secret", Signing), ("Authorization", $"Bearer {Bearer}"));
        _alerts.Channel("chat", ("Type", "slack"), ("Url", $"http://127.0.0.1:{_server.Port}/services/{Token}"));
        _alerts.Channel(
            "mail", ("Type", "email"), ("Host", "127.0.0.1"), ("Port", "1"), ("Security", "none"), ("User", "larder"), ("Password", Password), ("From", "a@example.org"), ("To", "b@example.org"));
    }
}
