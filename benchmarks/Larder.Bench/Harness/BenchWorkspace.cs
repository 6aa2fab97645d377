using Larder.Catalog;
using Larder.Engine;
using Larder.Sqlite;
using Larder.Types;

namespace Larder.Bench.Harness;

/// <summary>A workspace over embedded stores, as the command line opens one, with the repository's definitions applied.</summary>
internal sealed class BenchWorkspace : IAsyncDisposable
{
    private readonly SqliteMetadata _metadata;

    private BenchWorkspace(FeatureCatalog catalog, string state, SqliteMetadata metadata, SqliteOnlineStore online, int? memoryLimit)
    {
        _metadata = metadata;
        Online = online;
        var options = new WorkspaceOptions { StatePath = state, RepositoryPath = state };
        options = memoryLimit is { } megabytes ? options with { MemoryLimitMegabytes = megabytes } : options;
        Workspace = new Workspace(catalog, options, metadata.Definitions, metadata.Datasets, metadata.Models, online, TimeProvider.System);
    }

    public Workspace Workspace { get; }

    public SqliteOnlineStore Online { get; }

    /// <summary>Removes the registry of a state folder, and with it what earlier runs recorded.</summary>
    public static void ForgetRecords(string state)
    {
        foreach (var file in Directory.EnumerateFiles(state, "registry.db*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Opens the stores of a state folder.</summary>
    /// <param name="repository">The definitions.</param>
    /// <param name="state">The state folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="memoryLimit">Megabytes for a batch step; null for the default.</param>
    public static async Task<BenchWorkspace> OpenAsync(FeatureRepository repository, string state, CancellationToken cancellationToken, int? memoryLimit = null)
    {
        var catalog = repository.Build();
        var opened = new BenchWorkspace(
            catalog, state, SqliteMetadata.Open(Path.Combine(state, "registry.db")), SqliteOnlineStore.Open(Path.Combine(state, "online.db")), memoryLimit);
        var store = opened.Workspace.Definitions;
        var plan = CatalogPlan.Compare(catalog, await store.ListAsync(cancellationToken));
        if (!plan.IsEmpty)
        {
            await plan.ApplyAsync(store, Instant.From(TimeProvider.System.GetUtcNow()), cancellationToken);
        }

        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await Online.DisposeAsync();
        await _metadata.DisposeAsync();
    }
}
