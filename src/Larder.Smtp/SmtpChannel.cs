using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Larder.Alerts;
using Larder.Errors;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Larder.Smtp;

/// <summary>Sends notices as mail, one connection each. A delivery that is repeated has the same <c>Message-ID</c>, and all notices of a matter are of one thread.</summary>
/// <param name="options">The server, and who writes to whom.</param>
/// <param name="clock">The only clock.</param>
public sealed class SmtpChannel(SmtpOptions options, TimeProvider clock) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"smtp://{options.Host}:{options.Port}");

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notice);
        using var message = MailMessage.Of(notice, options);
        using var patience = new CancellationTokenSource(options.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await SendAsync(message, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(string.Create(CultureInfo.InvariantCulture, $"did not take the mail within {options.Timeout.TotalSeconds:0.#} s"), "check host, port and network", isTransient: true);
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or LarderException))
        {
            throw Of(failed);
        }
    }

    private async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.None || IsTrusted(certificate, errors);
        var security = options.Security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };
        await client.ConnectAsync(options.Host, options.Port, security, cancellationToken).ConfigureAwait(false);
        if (options.User is { } user)
        {
            await client.AuthenticateAsync(user, options.Password ?? string.Empty, cancellationToken).ConfigureAwait(false);
        }

        await client.SendAsync(message, cancellationToken).ConfigureAwait(false);

        // The mail is taken: a server that goes without a farewell must not make it be sent again.
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ProtocolException or CommandException)
        {
        }
    }

    /// <summary>A certificate of the right name that leads to the one trusted.</summary>
    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (options.Trusted is not { } trusted || certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors)
        {
            return false;
        }

        using var chain = new X509Chain();
        using var copy = new X509Certificate2(certificate);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(copy);
    }

    private UnavailableException Of(Exception failed) => failed switch
    {
        AuthenticationException => Unavailable($"refuses user and password ({Line(failed)})", "give others", isTransient: false),
        ServiceNotAuthenticatedException => Unavailable($"asks who writes ({Line(failed)})", "give User and Password", isTransient: false),
        SslHandshakeException => Unavailable("has no certificate that is trusted for its name", "correct Host, or name the certificate to trust with CertificateFile", isTransient: false),
        NotSupportedException => Unavailable($"cannot do what is asked of it ({Line(failed)})", "set Security to what it offers, or leave User out", isTransient: false),
        SmtpCommandException refused => Unavailable(
            string.Create(CultureInfo.InvariantCulture, $"answered {(int)refused.StatusCode} ({Line(failed)})"), "check From, To and the server's rules", isTransient: (int)refused.StatusCode < 500),
        SocketException or IOException or ProtocolException => Unavailable($"cannot be reached ({Line(failed)})", "check Host, Port and the network", isTransient: true),
        _ => Unavailable($"could not be used ({failed.GetType().Name}: {Line(failed)})", "check the settings", isTransient: false),
    };

    private static string Line(Exception failed) => NoticeText.Cut(NoticeText.OneLine(failed.Message).Trim().TrimEnd('.'), 200);

    private UnavailableException Unavailable(string what, string next, bool isTransient) =>
        new($"Channel {options.Name}: the mail server {options.Host}:{options.Port} {what}; {next} (Larder:Alerts:Channels:{options.Name}).", isTransient);
}
