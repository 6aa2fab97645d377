using Larder.Storage;
using Larder.Testing;

namespace Larder.Support;

/// <summary>The registry in memory; counts its look-ups and can be made unavailable.</summary>
public sealed class WatchedModelStore : IModelStore
{
    private readonly InMemoryModelStore _store = new();

    public Exception? Failure { get; set; }

    public int LookUps { get; private set; }

    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default) => _store.RegisterAsync(model, cancellationToken);

    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default) =>
        LookUp(() => _store.GetAsync(name, version, cancellationToken));

    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        LookUp(() => _store.ResolveAsync(name, alias, cancellationToken));

    public Task SetAliasAsync(string name, string alias, int? version, int? expected, CancellationToken cancellationToken = default) =>
        _store.SetAliasAsync(name, alias, version, expected, cancellationToken);

    /// <summary>Moves an alias wherever it points; not counted.</summary>
    public async Task PointAsync(string name, string alias, int? version) =>
        await _store.SetAliasAsync(name, alias, version, (await _store.ResolveAsync(name, alias))?.Version);

    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default) => _store.ListAsync(cancellationToken);

    private Task<ModelVersion?> LookUp(Func<Task<ModelVersion?>> found)
    {
        LookUps++;
        return Failure is null ? found() : Task.FromException<ModelVersion?>(Failure);
    }
}
