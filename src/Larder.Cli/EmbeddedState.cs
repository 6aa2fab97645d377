using Larder.Alerts;
using Larder.Catalog;
using Larder.Engine;
using Larder.Orchestration;
using Larder.Sqlite;
using Larder.Storage;

namespace Larder.Cli;

/// <summary>The embedded stores below a state folder, for programs that do what commands do. Disposing closes the stores.</summary>
public sealed class EmbeddedState : IAsyncDisposable
{
    private const string RegistryFile = "registry.db";
    private const string OnlineFile = "online.db";
    private const string PipelinesFile = "pipelines.db";
    private const string MonitoringFile = "monitoring.db";

    private readonly SqliteMetadata _metadata;
    private readonly SqliteOnlineStore _online;
    private readonly SqlitePipelines _pipelines;

    private EmbeddedState(Workspace workspace, SqliteMetadata metadata, SqliteOnlineStore online, SqlitePipelines pipelines, SqliteMonitoring monitoring, AlertCenter alerts) =>
        (Workspace, _metadata, _online, _pipelines, Monitoring, Alerts) = (workspace, metadata, online, pipelines, monitoring, alerts);

    /// <summary>The workspace over the stores.</summary>
    public Workspace Workspace { get; }

    /// <summary>The runs of pipelines.</summary>
    public PipelineStores Pipelines => new(_pipelines.Runs, _pipelines.History, _pipelines.Schedules);

    /// <summary>What is observed of data and serving.</summary>
    public SqliteMonitoring Monitoring { get; }

    /// <summary>Takes reports of alerts by the repository's rules.</summary>
    public AlertCenter Alerts { get; }

    /// <summary>Opens the stores. What is not there is created when something is written and not before.</summary>
    /// <param name="catalog">The definitions: <c>new Retail().Build()</c>.</param>
    /// <param name="options">The state folder.</param>
    /// <param name="clock">The only clock; null for the system's.</param>
    /// <param name="adapters">How sources are read that are not files of this machine; null where there are none.</param>
    /// <param name="alerts">Channels and secrets of alerts; null for no channel. Where the repository has no rule, steps report to nobody.</param>
    public static EmbeddedState Open(FeatureCatalog catalog, WorkspaceOptions options, TimeProvider? clock = null, SourceAdapters? adapters = null, AlertOptions? alerts = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var settings = new SqliteOptions { CreatesOnWrite = true };
        var metadata = SqliteMetadata.Open(Path.Combine(options.StatePath, RegistryFile), settings);
        var online = SqliteOnlineStore.Open(Path.Combine(options.StatePath, OnlineFile), settings);
        var monitoring = SqliteMonitoring.Open(Path.Combine(options.StatePath, MonitoringFile), settings);
        var center = new AlertCenter(monitoring.Alerts, catalog.AlertRules, alerts ?? new AlertOptions(), clock ?? TimeProvider.System);
        return new EmbeddedState(
            new Workspace(catalog, options, metadata.Definitions, metadata.Datasets, metadata.Models, online, clock ?? TimeProvider.System)
            {
                Adapters = adapters ?? SourceAdapters.None,
                Alerts = catalog.AlertRules.Count > 0 ? center : NoAlerts.Instance,
            },
            metadata,
            online,
            SqlitePipelines.Open(Path.Combine(options.StatePath, PipelinesFile), settings, clock),
            monitoring,
            center);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Workspace.Dispose();
        await _pipelines.DisposeAsync();
        await _online.DisposeAsync();
        await _metadata.DisposeAsync();
        await Monitoring.DisposeAsync();
    }
}
