using Larder.Errors;
using Larder.Storage;

namespace Larder.Catalog;

/// <summary>
/// The registry's versions of the definitions this process was built with. A definition that was never applied, or not in its present
/// form, has none.
/// </summary>
/// <param name="Views">Version by view name.</param>
/// <param name="Services">Version by service name.</param>
public sealed record AppliedVersions(IReadOnlyDictionary<string, int> Views, IReadOnlyDictionary<string, int> Services)
{
    private const string ViewKind = "view";
    private const string ServiceKind = "service";

    /// <summary>Reads the versions from the registry.</summary>
    /// <param name="catalog">What this process was built with.</param>
    /// <param name="definitions">The registry.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async Task<AppliedVersions> LoadAsync(
        FeatureCatalog catalog, IDefinitionStore definitions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(definitions);
        var applied = await definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        return new AppliedVersions(
            Match(applied, ViewKind, catalog.Views.Select(v => (v.Name, v.Definition.Hash))),
            Match(applied, ServiceKind, catalog.Services.Select(s => (s.Name, s.Definition.Hash))));
    }

    /// <summary>The version of a view.</summary>
    /// <exception cref="ConflictException">It was never applied in its present form.</exception>
    public int Of(CompiledView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Views.TryGetValue(view.Name, out var version) ? version : throw NotApplied(ViewKind, view.Name);
    }

    /// <summary>The version of a service.</summary>
    /// <inheritdoc cref="Of(CompiledView)"/>
    public int Of(CompiledService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Services.TryGetValue(service.Name, out var version) ? version : throw NotApplied(ServiceKind, service.Name);
    }

    private static ConflictException NotApplied(string kind, string name) =>
        new($"The {kind} {name} is not applied in its present form; run 'larder plan' to see what differs, then 'larder apply'.");

    private static Dictionary<string, int> Match(IReadOnlyList<DefinitionVersion> applied, string kind, IEnumerable<(string Name, string Hash)> built)
    {
        var newest = applied.Where(a => a.Kind == kind && !a.IsRetired).ToDictionary(a => (a.Name, a.ContentHash), a => a.Version);
        return built.Where(newest.ContainsKey).ToDictionary(b => b.Name, b => newest[b], StringComparer.Ordinal);
    }
}
