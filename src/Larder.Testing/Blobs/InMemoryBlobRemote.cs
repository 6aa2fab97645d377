using System.Collections.Concurrent;
using Larder.Storage;

namespace Larder.Testing;

/// <summary>A remote in memory, for tests.</summary>
public sealed class InMemoryBlobRemote : IBlobRemote
{
    private readonly ConcurrentDictionary<BlobId, byte[]> _blobs = new();

    /// <inheritdoc/>
    public BlobRemoteSettings Settings { get; init; } = new("memory", "memory://", "nowhere", new Dictionary<string, string>());

    /// <summary>The bytes of each blob; a test may damage them.</summary>
    public IDictionary<BlobId, byte[]> Blobs => _blobs;

    /// <inheritdoc/>
    public Task<IReadOnlySet<BlobId>> FindAsync(IReadOnlyCollection<BlobId> ids, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlySet<BlobId>>(ids.Where(_blobs.ContainsKey).ToHashSet());
    }

    /// <inheritdoc/>
    public async Task WriteAsync(BlobId id, Stream content, CancellationToken cancellationToken = default)
    {
        content.Position = 0;
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        _blobs.TryAdd(id, bytes.ToArray());
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream?>(_blobs.TryGetValue(id, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
