using Larder.Storage;

namespace Larder.Testing;

/// <summary>Comparisons that were made, without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryDriftStore : IDriftStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Subject, string Feature, string Segment, string ReferenceProfile, string Profile), DriftRecord> _records = [];

    /// <inheritdoc/>
    public Task PutAsync(IReadOnlyList<DriftRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Locked.Run(_gate, () => records.Count(r => _records.TryAdd((r.Subject, r.Feature, r.Segment, r.ReferenceProfile, r.Profile), r)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DriftRecord>> ListAsync(string subject, string? feature = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return Locked.Run<IReadOnlyList<DriftRecord>>(
            _gate,
            () =>
            [
                .. _records.Values.Where(r => r.Subject == subject && (feature is null || r.Feature == feature))
                    .OrderBy(r => r.Period, StringComparer.Ordinal).ThenBy(r => r.Feature, StringComparer.Ordinal).ThenBy(r => r.Segment, StringComparer.Ordinal).ThenBy(r => r.Reference, StringComparer.Ordinal),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CancellationToken cancellationToken = default) => Locked.Run(_gate, Forgotten, cancellationToken);

    private bool Forgotten()
    {
        _records.Clear();
        return true;
    }
}
