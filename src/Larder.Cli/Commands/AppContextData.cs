using System.CommandLine;
using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Cli.Steps;
using Larder.Engine;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Commands;

/// <summary>What all commands share: the repository, the options of every command, and how to open the workspace from them.</summary>
internal sealed class AppContextData
{
    private readonly Lazy<FeatureCatalog> _catalog;

    public AppContextData(Lazy<FeatureCatalog> catalog, LarderAppOptions options)
    {
        _catalog = catalog;
        Options = options;
    }

    public static Option<string?> State { get; } = new("--state")
    {
        Description = "Folder of all state; also Larder:StatePath in appsettings.json or Larder__StatePath. Default .larder",
        Recursive = true,
    };

    public static Option<string> Output { get; } = new("--output")
    {
        Description = "text, or json for one JSON document on standard output and text on standard error",
        DefaultValueFactory = _ => "text",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Print stack traces of errors", Recursive = true };

    public LarderAppOptions Options { get; }

    public FeatureCatalog Catalog => _catalog.Value;

    public static Reporter Report(ParseResult parsed) => Reporter.OnConsole(parsed.GetValue(Output) == "json");

    /// <summary>The state folder: command line, then environment, then appsettings.json, then <c>.larder</c>.</summary>
    public static string StatePath(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(State) ?? Configuration()["Larder:StatePath"] ?? ".larder");

    /// <summary>Opens the stores below the state folder.</summary>
    public StepContext Open(ParseResult parsed, string? state = null)
    {
        var configuration = Configuration();
        var options = new WorkspaceOptions
        {
            StatePath = state ?? StatePath(parsed),
            RepositoryPath = Directory.GetCurrentDirectory(),
        };
        if (int.TryParse(configuration["Larder:MemoryMegabytes"], out var megabytes))
        {
            options = options with { MemoryMegabytes = megabytes };
        }

        return StepContext.Open(Catalog, options, Options.Clock, Report(parsed));
    }

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .Build();
}
