using Larder.Alerts;
using Larder.Catalog;
using Larder.Cli.Alerts;
using Larder.Cli.Lineage;
using Larder.Cli.Output;
using Larder.Engine;
using Larder.OpenLineage;
using Larder.Orchestration;
using Larder.Sqlite;
using Larder.Storage;

namespace Larder.Cli.Steps;

/// <summary>What every command works with: the workspace over embedded stores, and where to report. Disposing closes the stores.</summary>
internal sealed class StepContext : IAsyncDisposable
{
    private readonly EmbeddedState _state;

    private StepContext(EmbeddedState state, AlertSetup alertSetup, Reporter report, RunTeller runs) => (_state, AlertSetup, Report, Runs) = (state, alertSetup, report, runs);

    /// <summary>The workspace.</summary>
    public Workspace Workspace => _state.Workspace;

    /// <summary>The runs of pipelines.</summary>
    public PipelineStores Pipelines => _state.Pipelines;

    /// <summary>What monitoring keeps.</summary>
    public SqliteMonitoring Monitoring => _state.Monitoring;

    /// <summary>The repository's definitions.</summary>
    public FeatureCatalog Catalog => Workspace.Catalog;

    /// <summary>Where people and programs read how it went.</summary>
    public Reporter Report { get; }

    /// <summary>Tells other programs of the runs of steps.</summary>
    public RunTeller Runs { get; }

    /// <summary>What the configuration says of alerts.</summary>
    public AlertSetup AlertSetup { get; }

    /// <summary>Takes reports of alerts, and says what is due.</summary>
    public AlertCenter Alerts => _state.Alerts;

    /// <summary>Alerts and the outbox.</summary>
    public IAlertStore AlertStore => _state.Monitoring.Alerts;

    /// <summary>Empties the outbox.</summary>
    public IAlertDelivery AlertDelivery => AlertSetup.DeliveryOf(Alerts, AlertStore, Workspace.Clock);

    /// <summary>Opens the embedded stores below the state folder. What is not there is created when something is written and not before.</summary>
    public static StepContext Open(
        FeatureCatalog catalog, WorkspaceOptions options, TimeProvider clock, Reporter report, SourceAdapters adapters, AlertSetup alerts, LineageRecorder? lineage = null) =>
        new(EmbeddedState.Open(catalog, options, clock, adapters, alerts.Options(report.Warning)), alerts, report, new RunTeller(catalog, lineage));

    public async ValueTask DisposeAsync()
    {
        await Runs.CloseAsync(Report);
        await _state.DisposeAsync();
    }
}
