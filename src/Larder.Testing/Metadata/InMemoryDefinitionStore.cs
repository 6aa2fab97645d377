using Larder.Storage;

namespace Larder.Testing;

/// <summary>The versioned definitions without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryDefinitionStore : IDefinitionStore
{
    private readonly Lock _gate = new();
    private readonly List<DefinitionVersion> _versions = [];
    private IReadOnlyList<RecordedNotes> _notes = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken = default)
        => Locked.Run(_gate, List, cancellationToken);

    /// <inheritdoc/>
    public Task<DefinitionVersion?> GetAsync(string kind, string name, int version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        return Locked.Run(
            _gate,
            () => _versions.Find(stored => stored.Kind == kind && stored.Name == name && stored.Version == version),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlyList<DefinitionVersion> versions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(versions);
        return Locked.Run(_gate, () => Apply(versions), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedNotes>> ListNotesAsync(CancellationToken cancellationToken = default) => Locked.Run(_gate, () => _notes, cancellationToken);

    /// <inheritdoc/>
    public Task ReplaceNotesAsync(IReadOnlyList<RecordedNotes> notes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notes);
        return Locked.Run(_gate, () => Replace(notes), cancellationToken);
    }

    private bool Replace(IReadOnlyList<RecordedNotes> notes)
    {
        _notes = [.. notes.OrderBy(n => n.Kind, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal)];
        return true;
    }

    private IReadOnlyList<DefinitionVersion> List() =>
    [
        .. _versions
            .GroupBy(version => (version.Kind, version.Name))
            .Select(group => group.MaxBy(version => version.Version)!)
            .OrderBy(version => version.Kind, StringComparer.Ordinal)
            .ThenBy(version => version.Name, StringComparer.Ordinal),
    ];

    private bool Apply(IReadOnlyList<DefinitionVersion> versions)
    {
        var kept = _versions.Count;
        foreach (var version in versions)
        {
            var newest = _versions.Where(stored => stored.Kind == version.Kind && stored.Name == version.Name).Max(stored => (int?)stored.Version) ?? 0;
            if (version.Version != newest + 1)
            {
                _versions.RemoveRange(kept, _versions.Count - kept);
                throw StoreErrors.VersionTaken(version, newest);
            }

            _versions.Add(version);
        }

        return true;
    }
}
