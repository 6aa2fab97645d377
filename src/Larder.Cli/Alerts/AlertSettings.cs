using System.Globalization;
using Larder.Alerts;
using Larder.Errors;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Alerts;

/// <summary>Reads <c>Larder:Alerts</c> of the configuration.</summary>
internal static class AlertSettings
{
    /// <summary>The section of the channels.</summary>
    public const string ChannelsSection = "Larder:Alerts:Channels";

    private const string DeadAfterHours = "Larder:Alerts:DeadAfterHours";
    private const string LeaseSeconds = "Larder:Alerts:LeaseSeconds";
    private const string IntervalSeconds = "Larder:Alerts:IntervalSeconds";

    /// <exception cref="InvalidInputException">A setting cannot be read.</exception>
    public static AlertSetup Read(IConfigurationRoot configuration)
    {
        var secrets = new SecretReader(configuration);
        ChannelSetup[] channels = [.. configuration.GetSection(ChannelsSection).GetChildren().OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ChannelReader(configuration, secrets, c.Key).Read())];
        return new AlertSetup(
            channels,
            new Redactor(secrets.Secrets),
            new DeliveryOptions
            {
                DeadAfter = TimeSpan.FromHours(Number(configuration, DeadAfterHours, 24, 1, 720)),
                Lease = TimeSpan.FromSeconds(Number(configuration, LeaseSeconds, 120, 1, 3_600)),
            },
            TimeSpan.FromSeconds(Number(configuration, IntervalSeconds, (int)AlertSetup.DefaultInterval.TotalSeconds, 1, 3_600)));
    }

    /// <summary>A whole number of the configuration.</summary>
    /// <exception cref="InvalidInputException">It is none, or out of bounds.</exception>
    public static int Number(IConfiguration configuration, string setting, int byDefault, int atLeast, int atMost) =>
        configuration[setting] is not { Length: > 0 } text ? byDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost ? number
        : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The setting {setting} cannot be '{text}'; give a whole number from {atLeast} to {atMost}."));
}
