using System.CommandLine;
using Larder.Catalog;
using Larder.Cli.Alerts;
using Larder.Cli.Lineage;
using Larder.Cli.Output;
using Larder.Cli.Steps;
using Larder.Engine;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary>What all commands share: the repository, the program's choices, and how to open the stores that a command line names.</summary>
internal sealed class CommandContext
{
    private readonly Lazy<FeatureRepository> _repository;
    private readonly Lazy<FeatureCatalog> _catalog;

    public CommandContext(Func<FeatureRepository> repository, LarderAppOptions options)
    {
        _repository = new Lazy<FeatureRepository>(repository);
        _catalog = new Lazy<FeatureCatalog>(() => _repository.Value.Build());
        Options = options;
    }

    /// <summary>The program's choices.</summary>
    public LarderAppOptions Options { get; }

    /// <summary>The repository's definitions, compiled when first asked for: <c>--help</c> works without.</summary>
    public FeatureCatalog Catalog => _catalog.Value;

    /// <summary>The repository itself, made when first asked for.</summary>
    public FeatureRepository Repository => _repository.Value;

    /// <summary>Opens the stores of the state folder, or of one below it. A folder that is not there is created by the first write.</summary>
    public StepContext Open(ParseResult parsed, string? below = null) => Open(parsed, StateSettings.Read(parsed, below));

    /// <summary>Opens the stores of a state folder that earlier commands have filled.</summary>
    /// <exception cref="NotFoundException">There is no such folder.</exception>
    public StepContext OpenExisting(ParseResult parsed)
    {
        var settings = StateSettings.Read(parsed);
        return Directory.Exists(settings.StatePath)
            ? Open(parsed, settings)
            : throw new NotFoundException($"There is no state in {settings.StatePath}; run 'larder ingest' first, or give the folder of an earlier run with --state.");
    }

    /// <summary>Opens the stores of the state folder for a command about alerts.</summary>
    public StepContext Open(ParseResult parsed, AlertSetup alerts) => Open(parsed, StateSettings.Read(parsed), alerts);

    private StepContext Open(ParseResult parsed, WorkspaceOptions settings, AlertSetup? alerts = null)
    {
        var report = Reporter.OnConsole(GlobalOptions.IsJson(parsed));
        var lineage = LineageSettings.Recorder(Repository.GetType().Name, settings, Options.Clock);
        return StepContext.Open(Catalog, settings, Options.Clock, report, InputSettings.Adapters(), alerts ?? AlertSetupOrWarning(report), lineage);
    }

    /// <summary>A wrong setting of alerts stops no other work.</summary>
    private AlertSetup AlertSetupOrWarning(Reporter report)
    {
        try
        {
            return Catalog.AlertRules.Count > 0 ? AlertSettings.Read(StateSettings.Configuration()) : AlertSetup.None;
        }
        catch (InvalidInputException wrong)
        {
            report.Warning($"{wrong.Message} Until then alerts are recorded and nobody is told.");
            return AlertSetup.None;
        }
    }
}
