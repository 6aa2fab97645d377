using Larder.Storage;
using Larder.Testing;

namespace Larder.Training;

/// <summary>The registry in memory, in which somebody else can be quicker.</summary>
internal sealed class RacedModelStore : IModelStore
{
    private readonly InMemoryModelStore _store = new();

    /// <summary>Runs once, before the next alias is compared and set.</summary>
    public Func<Task>? BeforeAlias { get; set; }

    public async Task<int> CountAsync() => (await _store.ListAsync()).Count;

    /// <summary>Moves an alias wherever it points.</summary>
    public async Task PointAsync(string name, string alias, int? version) =>
        await _store.SetAliasAsync(name, alias, version, (await _store.ResolveAsync(name, alias))?.Version);

    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default) => _store.RegisterAsync(model, cancellationToken);

    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default) => _store.GetAsync(name, version, cancellationToken);

    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        _store.ResolveAsync(name, alias, cancellationToken);

    public async Task SetAliasAsync(string name, string alias, int? version, int? expected, CancellationToken cancellationToken = default)
    {
        if (BeforeAlias is { } quicker)
        {
            BeforeAlias = null;
            await quicker();
        }

        await _store.SetAliasAsync(name, alias, version, expected, cancellationToken);
    }

    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default) => _store.ListAsync(cancellationToken);
}
