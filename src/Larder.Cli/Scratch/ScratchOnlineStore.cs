using Larder.Catalog;
using Larder.Engine;
using Larder.Materialization;
using Larder.Sqlite;
using Larder.Storage;

namespace Larder.Cli.Scratch;

/// <summary>An online store of the same kind as the one in use, materialized by the same code, that nobody else reads. Its file goes with the workspace's temporary files.</summary>
internal sealed class ScratchOnlineStore : IAsyncDisposable
{
    private readonly SqliteOnlineStore _store;

    private ScratchOnlineStore(SqliteOnlineStore store) => _store = store;

    /// <summary>The store.</summary>
    public IOnlineStore Store => _store;

    /// <summary>Creates a store and materializes views into it.</summary>
    public static async Task<ScratchOnlineStore> FillAsync(
        Workspace workspace, IEnumerable<CompiledSourceView> views, Func<CompiledSourceView, MaterializationOptions> options, CancellationToken cancellationToken)
    {
        var scratch = new ScratchOnlineStore(SqliteOnlineStore.Open(workspace.TemporaryPath("online.db")));
        try
        {
            var materializer = new Materializer(workspace.With(scratch.Store));
            foreach (var view in views)
            {
                await materializer.RunAsync(view, options(view), cancellationToken);
            }

            return scratch;
        }
        catch
        {
            await scratch.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
