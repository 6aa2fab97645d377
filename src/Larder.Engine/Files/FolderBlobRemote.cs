using Larder.Storage;

namespace Larder.Files;

/// <summary>A remote that is a folder of this machine, or of a share that is mounted.</summary>
internal sealed class FolderBlobRemote : IBlobRemote
{
    private readonly AtomicWriter _writer;

    public FolderBlobRemote(BlobRemoteSettings settings, AtomicWriter? writer = null)
    {
        settings.RequireOnly();
        Settings = settings;
        _writer = writer ?? new();
    }

    /// <inheritdoc/>
    public BlobRemoteSettings Settings { get; }

    /// <inheritdoc/>
    public Task<IReadOnlySet<BlobId>> FindAsync(IReadOnlyCollection<BlobId> ids, CancellationToken cancellationToken = default) =>
        RunAsync<IReadOnlySet<BlobId>>(() => Task.FromResult<IReadOnlySet<BlobId>>(ids.Where(id => File.Exists(PathOf(id))).ToHashSet()), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(BlobId id, Stream content, CancellationToken cancellationToken = default) => RunAsync(
        async () =>
        {
            if (!File.Exists(PathOf(id)))
            {
                content.Position = 0;
                await _writer.WriteAsync(PathOf(id), target => content.CopyToAsync(target, cancellationToken), Settings.Url, isReadOnly: true).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default) =>
        RunAsync<Stream?>(() => Task.FromResult<Stream?>(File.Exists(PathOf(id)) ? Hashing.OpenRead(PathOf(id)) : null), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(BlobId id) => Path.Join(Settings.Url, id.Key);

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.Remote(Settings, failed);
        }
    }
}
