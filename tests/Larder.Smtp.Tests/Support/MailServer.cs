using System.Diagnostics;
using System.Globalization;
using MimeKit;

namespace Larder.Support;

/// <summary>A mail server of Debian's python3-aiosmtpd in a process of its own. Where it is not installed the test is skipped, in CI it fails.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string User = "larder";
    public const string Password = "s3cret-mail-word";
    private const string Python = "/usr/bin/python3";
    private const string Listening = "listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("larder-mail-").FullName;
    private readonly Process _process;

    private MailServer(string security, bool signsIn, MailCertificate certificate) => _process = Process.Start(
        new ProcessStartInfo(
            Python, [Path.Combine(AppContext.BaseDirectory, "Support", "smtp_server.py"), security, signsIn ? User : "", signsIn ? Password : "", _folder, certificate.PathOfBoth])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public int Port { get; private set; }

    public static async Task<MailServer> StartAsync(string security, bool signsIn, MailCertificate certificate)
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd"))
        {
            const string Missing = "aiosmtpd is not installed; run ./test, or 'apt-get install python3-aiosmtpd'";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }

        var server = new MailServer(security, signsIn, certificate);
        using var patience = new CancellationTokenSource(Patience);
        var line = await server._process.StandardOutput.ReadLineAsync(patience.Token);
        if (line?.StartsWith(Listening, StringComparison.Ordinal) != true)
        {
            Assert.Fail($"The mail server ended before it was ready: {await server._process.StandardError.ReadToEndAsync(patience.Token)}");
        }

        server.Port = int.Parse(line![Listening.Length..], CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>The mails that came, in their order: the envelope's addresses and the mail.</summary>
    public IReadOnlyList<(string[] Envelope, string Raw, MimeMessage Mail)> Mails() =>
    [
        .. Directory.GetFiles(_folder, "*.eml").Order(StringComparer.Ordinal).Select(path =>
        {
            var text = File.ReadAllText(path);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            using var raw = new MemoryStream(File.ReadAllBytes(path)[(end + 4)..]);
            return (text[..end].Split("\r\n"), text[(end + 4)..], MimeMessage.Load(raw));
        }),
    ];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
