using Larder.Storage;

namespace Larder.Testing;

/// <summary>The model registry without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryModelStore : IModelStore
{
    private readonly Lock _gate = new();
    private readonly List<ModelVersion> _models = [];
    private readonly Dictionary<(string Name, string Alias), int> _aliases = [];

    /// <inheritdoc/>
    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Locked.Run(_gate, () => Register(model), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Locked.Run(_gate, () => Get(name, version), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(alias);
        return Locked.Run(_gate, () => _aliases.TryGetValue((name, alias), out var version) ? Get(name, version) : null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task SetAliasAsync(string name, string alias, int? version, int? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(alias);
        return Locked.Run(_gate, () => SetAlias(name, alias, version, expected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default)
        => Locked.Run<IReadOnlyList<ModelListing>>(
            _gate,
            () =>
            [
                .. _models
                    .OrderBy(model => model.Name, StringComparer.Ordinal)
                    .ThenBy(model => model.Version)
                    .Select(model => new ModelListing(model, Aliases(model))),
            ],
            cancellationToken);

    private ModelVersion Register(ModelVersion model)
    {
        var versions = _models.Where(stored => stored.Name == model.Name).ToArray();
        if (Array.Find(versions, stored => stored.ContentHash == model.ContentHash) is { } existing)
        {
            return existing;
        }

        // The caller may use its buffer again.
        var registered = model with { Version = versions.Length + 1, Artifact = model.Artifact.ToArray() };
        _models.Add(registered);
        return registered;
    }

    private bool SetAlias(string name, string alias, int? version, int? expected)
    {
        if (version is { } wanted && Get(name, wanted) is null)
        {
            throw StoreErrors.NoSuchModelVersion(name, wanted);
        }

        int? actual = _aliases.TryGetValue((name, alias), out var target) ? target : null;
        if (actual != expected)
        {
            throw StoreErrors.AliasMoved(name, alias, expected, actual);
        }

        if (version is { } number)
        {
            _aliases[(name, alias)] = number;
        }
        else
        {
            _aliases.Remove((name, alias));
        }

        return true;
    }

    private ModelVersion? Get(string name, int version) => _models.Find(model => model.Name == name && model.Version == version);

    private string[] Aliases(ModelVersion model) =>
    [
        .. _aliases
            .Where(alias => alias.Key.Name == model.Name && alias.Value == model.Version)
            .Select(alias => alias.Key.Alias)
            .Order(StringComparer.Ordinal),
    ];
}
