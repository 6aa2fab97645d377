using Larder.Storage;

namespace Larder.Testing;

/// <summary>The records of training sets without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryDatasetStore : IDatasetStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DatasetRecord> _records = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task PutAsync(DatasetRecord dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Locked.Run(
            _gate,
            () => _records.TryAdd(dataset.DatasetVersion, dataset with { Views = [.. dataset.Views], Tables = [.. dataset.Tables] }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DatasetRecord?> GetAsync(string datasetVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(datasetVersion);
        return Locked.Run(_gate, () => _records.GetValueOrDefault(datasetVersion), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken = default)
        => Locked.Run<IReadOnlyList<DatasetRecord>>(
            _gate,
            () => [.. _records.Values.OrderByDescending(record => record.CreatedAt).ThenBy(record => record.DatasetVersion, StringComparer.Ordinal)],
            cancellationToken);
}
