using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Cli.Commands;
using Larder.Engine;
using Larder.Errors;
using Larder.OpenLineage;
using Larder.Types;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Lineage;

/// <summary>Where lineage events go: OpenLineage's own variables, then the section <c>Larder:Lineage</c> of environment and <c>appsettings.json</c>.</summary>
internal static class LineageSettings
{
    private const string Section = "Larder:Lineage";

    /// <summary>Tells of runs; null where events go nowhere.</summary>
    /// <exception cref="InvalidInputException">A setting cannot be read.</exception>
    public static LineageRecorder? Recorder(string project, WorkspaceOptions workspace, TimeProvider clock)
    {
        var configuration = StateSettings.Configuration();
        var options = Options(configuration, workspace.RepositoryPath);
        if (!options.IsOn || string.Equals(configuration["OPENLINEAGE_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var names = new LineageNames(configuration["OPENLINEAGE_NAMESPACE"] ?? configuration[$"{Section}:Namespace"] ?? Names.ToSnakeCase(project), workspace.RepositoryPath, name => configuration.GetConnectionString(name));
        var version = typeof(LineageRecorder).Assembly.GetName().Version!.ToString(3);
        var code = GitLocation.Of(workspace.RepositoryPath);
        var spool = new Spool(Path.Combine(workspace.StatePath, "lineage", "spool"), options, clock);
        var sender = new LineageSender(options, spool, clock);
        sender.Start();
        return new LineageRecorder(
            sender,
            names,
            options,
            new Redaction(Secrets(configuration, options)),
            clock,
            new Dictionary<string, JsonObject> { ["processing_engine"] = Facets.Engine("Larder", version, version) },
            code is null ? null : new Dictionary<string, JsonObject> { ["sourceCodeLocation"] = Facets.SourceCode(code) },
            configuration["OPENLINEAGE_PARENT_ID"]);
    }

    private static LineageOptions Options(IConfiguration configuration, string folder)
    {
        var defaults = new LineageOptions();
        var transport = configuration[$"{Section}:Transport"] ?? "http";
        var url = configuration["OPENLINEAGE_URL"] ?? configuration[$"{Section}:Url"];
        var file = configuration[$"{Section}:Path"];
        return transport switch
        {
            "http" => defaults with
            {
                Url = string.IsNullOrWhiteSpace(url) ? null : Address(url),
                ApiKey = configuration["OPENLINEAGE_API_KEY"] ?? configuration[$"{Section}:ApiKey"],
                Gzip = string.Equals(configuration[$"{Section}:Gzip"], "true", StringComparison.OrdinalIgnoreCase),
                Timeout = TimeSpan.FromSeconds(Number(configuration, "TimeoutSeconds", (int)defaults.Timeout.TotalSeconds)),
                SpoolEvents = Number(configuration, "SpoolEvents", defaults.SpoolEvents),
                SpoolBytes = (long)Number(configuration, "SpoolMegabytes", (int)(defaults.SpoolBytes >> 20)) << 20,
                EventBytes = Number(configuration, "EventKilobytes", defaults.EventBytes >> 10) << 10,
            },
            "file" => defaults with
            {
                FilePath = string.IsNullOrWhiteSpace(file)
                    ? throw new InvalidInputException($"The setting {Section}:Transport is file; say with {Section}:Path which file.")
                    : Path.GetFullPath(Path.Combine(folder, file)),
                EventBytes = Number(configuration, "EventKilobytes", defaults.EventBytes >> 10) << 10,
            },
            _ => throw new InvalidInputException($"The setting {Section}:Transport cannot be '{transport}'; use http or file."),
        };
    }

    private static Uri Address(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
        ? address
        : throw new InvalidInputException($"The address of the lineage server ({Section}:Url or OPENLINEAGE_URL) is no http or https URL without user and password; give one such as http://marquez:5000, and the key as OPENLINEAGE_API_KEY.");

    private static int Number(IConfiguration configuration, string setting, int byDefault)
    {
        const int Most = 1_000_000;
        return configuration[$"{Section}:{setting}"] is not { } text ? byDefault
            : Arguments.WholeNumber(text, 1, Most) ?? throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"The setting {Section}:{setting} cannot be '{text}'; give a whole number from 1 to {Most}."));
    }

    /// <summary>What an error message might repeat: the key, passwords of connection strings, credentials of S3.</summary>
    private static IEnumerable<string?> Secrets(IConfiguration configuration, LineageOptions options) =>
    [
        options.ApiKey,
        configuration["Larder:S3:SecretAccessKey"],
        configuration["Larder:S3:SessionToken"],
        .. configuration.GetSection("ConnectionStrings").GetChildren().SelectMany(c => (c.Value ?? string.Empty).Split(';'))
            .Select(p => p.Split('=', 2)).Where(p => p.Length == 2 && p[0].Trim().ToLowerInvariant() is "password" or "pwd" or "passfile").Select(p => p[1].Trim()),
    ];
}
