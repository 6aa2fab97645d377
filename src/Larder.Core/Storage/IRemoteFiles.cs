namespace Larder.Storage;

/// <summary>
/// Files that lie in a store of objects. What an implementation guarantees:
/// <list type="bullet">
/// <item>A fetch that returns has written the whole file, of the version that was listed; length and, where the store tells it, MD5 were compared.</item>
/// <item>A fetch that throws may be repeated.</item>
/// </list>
/// Errors are <see cref="Errors.LarderException"/> and name the address and the next thing to do.
/// </summary>
public interface IRemoteFiles
{
    /// <summary>All files whose addresses begin with a text, in no certain order.</summary>
    Task<IReadOnlyList<RemoteFile>> ListAsync(string start, CancellationToken cancellationToken = default);

    /// <summary>Writes a file's bytes.</summary>
    Task FetchAsync(RemoteFile file, Stream target, CancellationToken cancellationToken = default);
}

/// <summary>A file in a store of objects.</summary>
/// <param name="Url">Its address, such as <c>s3://bucket/key</c>.</param>
/// <param name="Version">What changes with its content: S3's ETag.</param>
/// <param name="Length">Bytes.</param>
public sealed record RemoteFile(string Url, string Version, long Length);
