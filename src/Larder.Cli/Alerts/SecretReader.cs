using Larder.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Larder.Cli.Alerts;

/// <summary>Reads secrets of the configuration: from the environment, the user's secrets, or a file that a setting names. One in <c>appsettings.json</c>, which is kept with the code, is refused. What was read is remembered, to be taken out of all output.</summary>
internal sealed class SecretReader(IConfigurationRoot configuration)
{
    private const string SettingsFile = "appsettings.json";

    private readonly List<string> _secrets = [];

    /// <summary>All secrets read so far.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>The secret of a setting; null where there is none.</summary>
    /// <exception cref="InvalidInputException">It stands in appsettings.json, is given twice, or its file cannot be read.</exception>
    public string? Read(string setting)
    {
        if (IsInSettingsFile(setting))
        {
            throw new InvalidInputException(
                $"The setting {setting} is a secret and stands in {SettingsFile}; take it out there and give it as {EnvironmentName(setting)} in the environment, or name a file that holds it with {setting}File.");
        }

        var file = configuration[$"{setting}File"];
        var value = configuration[setting];
        if (!string.IsNullOrEmpty(file) && !string.IsNullOrEmpty(value))
        {
            throw new InvalidInputException($"Both {setting} and {setting}File are given; give one of them.");
        }

        var secret = string.IsNullOrEmpty(file) ? value : FromFile(setting, file);
        if (string.IsNullOrEmpty(secret))
        {
            return null;
        }

        _secrets.Add(secret);
        return secret;
    }

    /// <summary>Remembers a part of a secret that may be seen alone.</summary>
    public void Remember(string secret) => _secrets.Add(secret);

    /// <summary>Whether appsettings.json has the setting, even where something else takes precedence.</summary>
    public bool IsInSettingsFile(string setting) =>
        configuration.Providers.OfType<JsonConfigurationProvider>().Any(p => p.Source.Path == SettingsFile && p.TryGet(setting, out var value) && !string.IsNullOrEmpty(value));

    private static string EnvironmentName(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    private static string FromFile(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The file {Path.GetFullPath(path)} that {setting}File names cannot be read; make it exist and readable for this user.");
        }
    }
}
