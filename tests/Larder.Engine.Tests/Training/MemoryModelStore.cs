using Larder.Errors;
using Larder.Storage;

namespace Larder.Training;

/// <summary>A registry in memory that counts its writes.</summary>
internal sealed class MemoryModelStore : IModelStore
{
    private readonly List<ModelVersion> _versions = [];
    private readonly Dictionary<(string Name, string Alias), int> _aliases = [];

    public int Count => _versions.Count;

    /// <summary>Runs before an alias is compared and set.</summary>
    public Action? BeforeAlias { get; set; }

    public void Point(string name, string alias, int version) => _aliases[(name, alias)] = version;

    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default)
    {
        var existing = _versions.Find(v => v.Name == model.Name && v.ContentHash == model.ContentHash);
        if (existing is null)
        {
            existing = model with { Version = _versions.Count(v => v.Name == model.Name) + 1 };
            _versions.Add(existing);
        }

        return Task.FromResult(existing);
    }

    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default) =>
        Task.FromResult(_versions.Find(v => v.Name == name && v.Version == version));

    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        _aliases.TryGetValue((name, alias), out var version) ? GetAsync(name, version, cancellationToken) : Task.FromResult<ModelVersion?>(null);

    public Task SetAliasAsync(string name, string alias, int version, int? expected, CancellationToken cancellationToken = default)
    {
        BeforeAlias?.Invoke();
        var actual = _aliases.TryGetValue((name, alias), out var found) ? found : (int?)null;
        if (actual != expected)
        {
            throw new ConflictException($"Alias {alias} of {name} points at {actual}, not at {expected}.");
        }

        Point(name, alias, version);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ModelListing>>(
        [.. _versions.Select(v => new ModelListing(v, [.. _aliases.Where(a => a.Key.Name == v.Name && a.Value == v.Version).Select(a => a.Key.Alias)]))]);
}
