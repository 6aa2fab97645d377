using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Engine;
using Larder.Storage;

namespace Larder.Cli.Steps;

/// <summary>What every command works with: the workspace over embedded stores, and where to report. Disposing closes the stores.</summary>
internal sealed class StepContext : IAsyncDisposable
{
    private readonly EmbeddedState _state;

    private StepContext(EmbeddedState state, Reporter report) => (_state, Report) = (state, report);

    /// <summary>The workspace.</summary>
    public Workspace Workspace => _state.Workspace;

    /// <summary>What serving counted.</summary>
    public ITallyStore Tallies => _state.Tallies;

    /// <summary>The repository's definitions.</summary>
    public FeatureCatalog Catalog => Workspace.Catalog;

    /// <summary>Where people and programs read how it went.</summary>
    public Reporter Report { get; }

    /// <summary>Opens the embedded stores below the state folder. What is not there is created when something is written and not before.</summary>
    public static StepContext Open(FeatureCatalog catalog, WorkspaceOptions options, TimeProvider clock, Reporter report, SourceAdapters adapters) =>
        new(EmbeddedState.Open(catalog, options, clock, adapters), report);

    public ValueTask DisposeAsync() => _state.DisposeAsync();
}
