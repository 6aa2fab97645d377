using Larder.Errors;
using Larder.Storage;

namespace Larder.Catalog;

/// <summary>The versions under which the definitions of a repository are recorded in the registry.</summary>
public sealed class AppliedVersions
{
    private readonly Dictionary<(string Kind, string Name), DefinitionVersion> _versions;

    private AppliedVersions(Dictionary<(string, string), DefinitionVersion> versions) => _versions = versions;

    /// <summary>Reads the newest versions from a registry.</summary>
    public static async Task<AppliedVersions> ReadAsync(IDefinitionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        return new AppliedVersions(all.Where(d => !d.IsRetired).ToDictionary(d => (d.Kind, d.Name)));
    }

    /// <summary>The recorded version of exactly this definition.</summary>
    /// <exception cref="ConflictException">It was never applied, or has changed since.</exception>
    public int Version(string kind, string name, CanonicalJson definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (!_versions.TryGetValue((kind, name), out var recorded))
        {
            throw new ConflictException($"The {kind} {name} is not applied yet; run 'larder apply'.");
        }

        return recorded.ContentHash == definition.Hash
            ? recorded.Version
            : throw new ConflictException($"The {kind} {name} has changed since version {recorded.Version} was applied; run 'larder plan' to see how, then 'larder apply'.");
    }

    /// <summary><c>name@version</c>.</summary>
    /// <inheritdoc cref="Version"/>
    public string Reference(string kind, string name, CanonicalJson definition) => $"{name}@{Version(kind, name, definition)}";
}
