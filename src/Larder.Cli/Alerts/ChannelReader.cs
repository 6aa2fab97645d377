using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Larder.Alerts;
using Larder.Errors;
using Larder.Smtp;
using Larder.Webhooks;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Alerts;

/// <summary>Reads one channel of the configuration. No message has the value of a setting that may be a secret.</summary>
internal sealed class ChannelReader(IConfigurationRoot configuration, SecretReader secrets, string name)
{
    private const string Webhook = "webhook";
    private const string Slack = "slack";
    private const string Email = "email";

    private string this[string setting] => $"{AlertSettings.ChannelsSection}:{name}:{setting}";

    /// <exception cref="InvalidInputException">A setting is missing or cannot be read.</exception>
    public ChannelSetup Read()
    {
        if (!ChannelName.IsValid(name))
        {
            throw new InvalidInputException($"'{name}' in {AlertSettings.ChannelsSection} is no channel name; {ChannelName.Remedy}.");
        }

        var limit = new ChannelLimit(
            name,
            AlertSettings.Number(configuration, this["MaxNotices"], ChannelLimit.DefaultNotices, 1, 10_000),
            TimeSpan.FromMinutes(AlertSettings.Number(configuration, this["WindowMinutes"], (int)ChannelLimit.DefaultWindow.TotalMinutes, 1, 1_440)));
        var type = configuration[this["Type"]];
        switch (type)
        {
            case Webhook:
                var webhook = WebhookOptions(isSecret: false) with { SigningSecret = secrets.Read(this["Secret"]), Authorization = Authorization() };
                return new ChannelSetup(limit, type, clock => new WebhookChannel(webhook, clock));
            case Slack:
                var slack = WebhookOptions(isSecret: true);
                return new ChannelSetup(limit, type, clock => new SlackChannel(slack, clock));
            case Email:
                var smtp = SmtpOptions();
                return new ChannelSetup(limit, type, clock => new SmtpChannel(smtp, clock));
            default:
                throw new InvalidInputException($"The setting {this["Type"]} {(string.IsNullOrEmpty(type) ? "is missing" : $"cannot be '{type}'")}; use {Webhook}, {Slack} or {Email}.");
        }
    }

    private WebhookOptions WebhookOptions(bool isSecret)
    {
        var setting = this["Url"];
        var isPlain = !isSecret && secrets.IsInSettingsFile(setting);
        var text = (isPlain ? configuration[setting] : secrets.Read(setting)) ?? throw new InvalidInputException($"The setting {setting} is missing; give the address that notices are posted to.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            throw new InvalidInputException($"The setting {setting} is no address; give one that begins with https://.");
        }

        if (isPlain && (url.UserInfo.Length > 0 || url.Query.Length > 0))
        {
            throw new InvalidInputException($"The setting {setting} holds a user or a query, which may be a secret, and stands in appsettings.json; give it in the environment, or name a file that holds it with {setting}File.");
        }

        if (url.Scheme == "http" && !url.IsLoopback && configuration[this["AllowHttp"]] != "true")
        {
            throw new InvalidInputException($"The setting {setting} is http, which anybody on the way can read; use https, or set {this["AllowHttp"]} to true.");
        }

        if (!isPlain)
        {
            Remember(url);
        }

        return new WebhookOptions(name, url) { Timeout = TimeSpan.FromSeconds(AlertSettings.Number(configuration, this["TimeoutSeconds"], 10, 1, 30)) };
    }

    /// <summary>The parts of an address that may be seen without the rest.</summary>
    private void Remember(Uri url)
    {
        foreach (var part in (string[])[url.AbsoluteUri, url.UserInfo, url.PathAndQuery.TrimStart('/'), url.AbsolutePath.TrimStart('/'), url.Query.TrimStart('?')])
        {
            secrets.Remember(part);
        }
    }

    private string? Authorization()
    {
        var value = secrets.Read(this["Authorization"]);
        if (value is null)
        {
            return null;
        }

        if (value.Any(char.IsControl))
        {
            throw new InvalidInputException($"The setting {this["Authorization"]} has more than one line; give the header's value, such as 'Bearer' and a token.");
        }

        // The token alone, without its scheme.
        secrets.Remember(value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return value;
    }

    private SmtpOptions SmtpOptions()
    {
        var host = Required("Host", "give the mail server's name");
        var security = configuration[this["Security"]] switch
        {
            null or "" or "starttls" => SmtpSecurity.StartTls,
            "tls" => SmtpSecurity.Tls,
            "none" when IsLoopback(host) => SmtpSecurity.None,
            "none" => throw new InvalidInputException($"The setting {this["Security"]} can be none for a server on this machine only; use starttls or tls."),
            var other => throw new InvalidInputException($"The setting {this["Security"]} cannot be '{other}'; use starttls, tls or none."),
        };
        var (user, password) = (configuration[this["User"]], secrets.Read(this["Password"]));
        if (string.IsNullOrEmpty(user) == password is not null)
        {
            throw new InvalidInputException($"Of {this["User"]} and {this["Password"]} one is missing; give both or neither.");
        }

        return new SmtpOptions(name, host, Address("From"), Addresses())
        {
            Port = AlertSettings.Number(configuration, this["Port"], Smtp.SmtpOptions.DefaultPort, 1, IPEndPoint.MaxPort),
            Security = security,
            User = string.IsNullOrEmpty(user) ? null : user,
            Password = password,
            Trusted = Trusted(),
            Timeout = TimeSpan.FromSeconds(AlertSettings.Number(configuration, this["TimeoutSeconds"], 20, 1, 30)),
        };
    }

    private string Address(string setting) => Smtp.SmtpOptions.IsAddress(Required(setting, "give an address such as larder@example.org")) ? configuration[this[setting]]! : throw NoAddress(setting, configuration[this[setting]]!);

    private string[] Addresses()
    {
        string[] all = Required("To", "give the receivers, with commas between them").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return all.FirstOrDefault(a => !Smtp.SmtpOptions.IsAddress(a)) is { } wrong ? throw NoAddress("To", wrong) : all;
    }

    private InvalidInputException NoAddress(string setting, string text) => new($"The setting {this[setting]} cannot be '{text}'; give addresses such as larder@example.org.");

    private X509Certificate2? Trusted()
    {
        if (configuration[this["CertificateFile"]] is not { Length: > 0 } path)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidInputException($"The file {Path.GetFullPath(path)} that {this["CertificateFile"]} names holds no certificate that can be read; give one in PEM form.");
        }
    }

    private string Required(string setting, string remedy) =>
        configuration[this[setting]] is { Length: > 0 } text ? text : throw new InvalidInputException($"The setting {this[setting]} is missing; {remedy}.");

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
