using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace Larder.Smtp;

/// <summary>How a connection to a mail server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>It begins in the open and must change to TLS before anything is said.</summary>
    StartTls = 1,

    /// <summary>TLS from the first byte.</summary>
    Tls = 2,

    /// <summary>Not at all; for servers on this machine only.</summary>
    None = 3,
}

/// <summary>A mail server, and who writes to whom.</summary>
/// <param name="Name">The channel's name.</param>
/// <param name="Host">The server.</param>
/// <param name="From">The sender's address, as in <c>Larder &lt;larder@example.org&gt;</c>.</param>
/// <param name="To">The receivers' addresses.</param>
public sealed record SmtpOptions(string Name, string Host, string From, IReadOnlyList<string> To)
{
    /// <summary>Default of <see cref="Port"/>: that of message submission.</summary>
    public const int DefaultPort = 587;

    /// <summary>The server's port. Default 587.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>How the connection is secured. Default <see cref="SmtpSecurity.StartTls"/>.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Who signs in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>The password.</summary>
    public string? Password { get; init; }

    /// <summary>A certificate that is trusted beside the machine's; null for none.</summary>
    public X509Certificate2? Trusted { get; init; }

    /// <summary>How long one mail may take. Default 20 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a text is one mail address with a domain, with a name before it or without.</summary>
    public static bool IsAddress(string text) => MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0;

    /// <summary>Not the password.</summary>
    public override string ToString() => $"{Name} ({Host}:{Port})";
}
