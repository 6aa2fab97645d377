using Larder.Catalog;
using Larder.Engine;
using Larder.Sqlite;
using Larder.Storage;

namespace Larder.Cli;

/// <summary>The embedded stores below a state folder, for programs that do what commands do. Disposing closes the stores.</summary>
public sealed class EmbeddedState : IAsyncDisposable
{
    private const string RegistryFile = "registry.db";
    private const string OnlineFile = "online.db";
    private const string MonitoringFile = "monitoring.db";

    private readonly SqliteMetadata _metadata;
    private readonly SqliteOnlineStore _online;
    private readonly SqliteMonitoring _monitoring;

    private EmbeddedState(Workspace workspace, SqliteMetadata metadata, SqliteOnlineStore online, SqliteMonitoring monitoring) =>
        (Workspace, _metadata, _online, _monitoring) = (workspace, metadata, online, monitoring);

    /// <summary>The workspace over the stores.</summary>
    public Workspace Workspace { get; }

    /// <summary>What serving counted.</summary>
    public ITallyStore Tallies => _monitoring.Tallies;

    /// <summary>Opens the stores. What is not there is created when something is written and not before.</summary>
    /// <param name="catalog">The definitions: <c>new Retail().Build()</c>.</param>
    /// <param name="options">The state folder.</param>
    /// <param name="clock">The only clock; null for the system's.</param>
    /// <param name="adapters">How sources are read that are not files of this machine; null where there are none.</param>
    public static EmbeddedState Open(FeatureCatalog catalog, WorkspaceOptions options, TimeProvider? clock = null, SourceAdapters? adapters = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var settings = new SqliteOptions { CreatesOnWrite = true };
        var metadata = SqliteMetadata.Open(Path.Combine(options.StatePath, RegistryFile), settings);
        var online = SqliteOnlineStore.Open(Path.Combine(options.StatePath, OnlineFile), settings);
        return new EmbeddedState(
            new Workspace(catalog, options, metadata.Definitions, metadata.Datasets, metadata.Models, online, clock ?? TimeProvider.System) { Adapters = adapters ?? SourceAdapters.None },
            metadata,
            online,
            SqliteMonitoring.Open(Path.Combine(options.StatePath, MonitoringFile), settings));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Workspace.Dispose();
        await _monitoring.DisposeAsync();
        await _online.DisposeAsync();
        await _metadata.DisposeAsync();
    }
}
