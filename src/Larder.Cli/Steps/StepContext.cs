using Larder.Catalog;
using Larder.Cli.Output;
using Larder.Engine;
using Larder.Sqlite;

namespace Larder.Cli.Steps;

/// <summary>What every command works with: the workspace over embedded stores, and where to report. Disposing closes the stores.</summary>
internal sealed class StepContext : IAsyncDisposable
{
    private readonly SqliteMetadata _metadata;
    private readonly SqliteOnlineStore _online;

    private StepContext(Workspace workspace, SqliteMetadata metadata, SqliteOnlineStore online, Reporter report)
    {
        Workspace = workspace;
        _metadata = metadata;
        _online = online;
        Report = report;
    }

    /// <summary>The workspace.</summary>
    public Workspace Workspace { get; }

    /// <summary>The repository's definitions.</summary>
    public FeatureCatalog Catalog => Workspace.Catalog;

    /// <summary>Where people and programs read how it went.</summary>
    public Reporter Report { get; }

    /// <summary>The registry's file below a state folder.</summary>
    public static string RegistryPath(string state) => Path.Combine(state, "registry.db");

    /// <summary>The online store's file below a state folder.</summary>
    public static string OnlinePath(string state) => Path.Combine(state, "online.db");

    /// <summary>Opens the embedded stores below the state folder. What is not there is created when something is written and not before.</summary>
    public static StepContext Open(FeatureCatalog catalog, WorkspaceOptions options, TimeProvider clock, Reporter report)
    {
        var settings = new SqliteOptions { CreatesOnWrite = true };
        var metadata = SqliteMetadata.Open(RegistryPath(options.StatePath), settings);
        var online = SqliteOnlineStore.Open(OnlinePath(options.StatePath), settings);
        var workspace = new Workspace(catalog, options, metadata.Definitions, metadata.Datasets, metadata.Models, online, clock);
        return new StepContext(workspace, metadata, online, report);
    }

    public async ValueTask DisposeAsync()
    {
        Workspace.Dispose();
        await _online.DisposeAsync();
        await _metadata.DisposeAsync();
    }
}
