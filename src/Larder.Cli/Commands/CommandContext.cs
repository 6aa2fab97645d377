using System.CommandLine;
using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Cli.Steps;

namespace Larder.Cli.Commands;

/// <summary>What all commands share: the repository, the program's choices, and how to open the stores that a command line names.</summary>
internal sealed class CommandContext
{
    private readonly Lazy<FeatureCatalog> _catalog;

    public CommandContext(Func<FeatureRepository> repository, LarderAppOptions options)
    {
        _catalog = new Lazy<FeatureCatalog>(() => repository().Build());
        Options = options;
    }

    /// <summary>The program's choices.</summary>
    public LarderAppOptions Options { get; }

    /// <summary>The repository's definitions, compiled when first asked for: <c>--help</c> works without.</summary>
    public FeatureCatalog Catalog => _catalog.Value;

    /// <summary>Opens the stores of the state folder, or of one below it. Check names and files before: opening creates the folder.</summary>
    public StepContext Open(ParseResult parsed, string? below = null) =>
        StepContext.Open(Catalog, StateSettings.Read(parsed, below), Options.Clock, Reporter.OnConsole(GlobalOptions.IsJson(parsed)));
}
