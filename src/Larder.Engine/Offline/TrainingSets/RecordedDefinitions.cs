using System.Globalization;
using Larder.Catalog;
using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>Compares the definitions this process was built with to versions in the registry, the newest and older ones.</summary>
internal static class RecordedDefinitions
{
    /// <summary>How each named definition of the repository differs from the version recorded, in words; empty where none does.</summary>
    /// <param name="definitions">The registry.</param>
    /// <param name="catalog">What this process was built with.</param>
    /// <param name="recorded">Kinds and references, <c>name@version</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        IDefinitionStore definitions, FeatureCatalog catalog, IEnumerable<(string Kind, string Reference)> recorded, CancellationToken cancellationToken)
    {
        var present = catalog.Definitions.ToDictionary(d => (d.Kind, d.Name), d => d.Definition.Hash);
        var differences = new List<string>();
        foreach (var (kind, reference) in recorded)
        {
            var (name, version) = Parse(reference);
            if (!present.TryGetValue((kind, name), out var hash))
            {
                differences.Add($"it was built with {kind} {reference}, which this repository does not define any more");
                continue;
            }

            var then = await definitions.GetAsync(kind, name, version, cancellationToken).ConfigureAwait(false);
            if (then?.ContentHash != hash)
            {
                var now = await VersionOfAsync(definitions, kind, name, hash, cancellationToken).ConfigureAwait(false);
                differences.Add($"it was built with {kind} {reference}, this repository has {(now is null ? "a form of it that was never applied" : $"{name}@{now}")}");
            }
        }

        return differences;
    }

    /// <summary>The newest version of a definition that has this content; null where none has.</summary>
    public static async Task<int?> VersionOfAsync(IDefinitionStore definitions, string kind, string name, string hash, CancellationToken cancellationToken)
    {
        var newest = (await definitions.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(d => d.Kind == kind && d.Name == name);
        for (var version = newest?.Version ?? 0; version > 0; version--)
        {
            var applied = version == newest!.Version ? newest : await definitions.GetAsync(kind, name, version, cancellationToken).ConfigureAwait(false);
            if (applied is { IsRetired: false } && applied.ContentHash == hash)
            {
                return version;
            }
        }

        return null;
    }

    /// <summary>Name and version of a reference; version 0, which nothing has, where it says none.</summary>
    private static (string Name, int Version) Parse(string reference)
    {
        var parts = reference.Split('@');
        return (parts[0], parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0);
    }
}
