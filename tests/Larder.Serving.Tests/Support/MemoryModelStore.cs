using Larder.Storage;

namespace Larder.Support;

/// <summary>A registry in memory; counts its look-ups and can be made unavailable.</summary>
public sealed class MemoryModelStore : IModelStore
{
    private readonly List<ModelVersion> _versions = [];
    private readonly Dictionary<(string, string), int> _aliases = [];

    public Exception? Failure { get; set; }

    public int LookUps { get; private set; }

    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default)
    {
        var registered = model with { Version = _versions.Count(v => v.Name == model.Name) + 1 };
        _versions.Add(registered);
        return Task.FromResult(registered);
    }

    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        LookUps++;
        return Failure is null
            ? Task.FromResult(_versions.Find(v => v.Name == name && v.Version == version))
            : Task.FromException<ModelVersion?>(Failure);
    }

    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        LookUps++;
        if (Failure is not null)
        {
            return Task.FromException<ModelVersion?>(Failure);
        }

        return Task.FromResult(_aliases.TryGetValue((name, alias), out var version) ? _versions.Find(v => v.Name == name && v.Version == version) : null);
    }

    public Task SetAliasAsync(string name, string alias, int version, int? expected, CancellationToken cancellationToken = default)
    {
        _aliases[(name, alias)] = version;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ModelListing>>([.. _versions.Select(v => new ModelListing(v, []))]);
}
