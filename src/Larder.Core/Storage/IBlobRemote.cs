namespace Larder.Storage;

/// <summary>
/// Where files are kept that several machines share. What an implementation guarantees:
/// <list type="bullet">
/// <item>A blob is seen whole or not at all, at every moment, also when the writer dies in the middle.</item>
/// <item>Writing what is there already changes nothing a reader could see, and is no error; writers of the same blob may run at once.</item>
/// <item>A write that throws may be repeated, whether or not it took effect.</item>
/// <item>It does not look at the bytes: whoever reads compares their MD5 with the name.</item>
/// <item>All members may be called from several threads at once.</item>
/// </list>
/// Errors are <see cref="Errors.UnavailableException"/> and name the remote, its address and the next thing to do.
/// </summary>
public interface IBlobRemote : IAsyncDisposable
{
    /// <summary>What the configuration says about it, for messages.</summary>
    BlobRemoteSettings Settings { get; }

    /// <summary>Those of the blobs that are there.</summary>
    Task<IReadOnlySet<BlobId>> FindAsync(IReadOnlyCollection<BlobId> ids, CancellationToken cancellationToken = default);

    /// <summary>Stores a blob.</summary>
    /// <param name="id">Its name; the caller has compared it with the bytes.</param>
    /// <param name="content">The bytes, from the beginning to the end of a stream that can seek.</param>
    /// <param name="cancellationToken">Stops the write; nothing is seen of it then.</param>
    Task WriteAsync(BlobId id, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob for reading; null where there is none. Reading the stream throws what the disk or the network throws.</summary>
    Task<Stream?> OpenAsync(BlobId id, CancellationToken cancellationToken = default);
}
