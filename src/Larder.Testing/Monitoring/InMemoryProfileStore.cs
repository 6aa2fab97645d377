using Larder.Storage;

namespace Larder.Testing;

/// <summary>Profiles of features without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryProfileStore : IProfileStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<StoredTile>> _tiles = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> FingerprintsAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return Locked.Run<IReadOnlyDictionary<string, string>>(
            _gate, () => Of(subject).Select(t => (t.Name, t.Fingerprint)).Distinct().ToDictionary(t => t.Name, t => t.Fingerprint, StringComparer.Ordinal), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(string subject, IReadOnlyCollection<string> names, IReadOnlyList<StoredTile> tiles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        StoreErrors.EnsureNamed(names, tiles);
        return Locked.Run(
            _gate,
            () => _tiles[subject] = [.. Of(subject).Where(t => !names.Contains(t.Name, StringComparer.Ordinal)), .. tiles.Select(t => t with { Bytes = t.Bytes.ToArray() })],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTile>> ReadAsync(string subject, string from = "", string? before = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(from);
        return Locked.Run<IReadOnlyList<StoredTile>>(
            _gate,
            () =>
            [
                .. Of(subject).Where(t => string.CompareOrdinal(t.Name, from) >= 0 && (before is null || string.CompareOrdinal(t.Name, before) < 0))
                    .OrderBy(t => t.Name, StringComparer.Ordinal).ThenBy(t => t.Segment, StringComparer.Ordinal),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CancellationToken cancellationToken = default) => Locked.Run(_gate, Forgotten, cancellationToken);

    private bool Forgotten()
    {
        _tiles.Clear();
        return true;
    }

    private List<StoredTile> Of(string subject) => _tiles.GetValueOrDefault(subject) ?? [];
}
