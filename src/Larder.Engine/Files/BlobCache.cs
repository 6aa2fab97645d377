using Larder.Files.Dvc;
using Larder.Storage;

namespace Larder.Files;

/// <summary>The cache of a repository: every blob once, by its MD5, read-only. A blob is compared with its name whenever its bytes are used.</summary>
internal sealed class BlobCache(string folder, AtomicWriter writer)
{
    /// <summary>Where a blob lies, or would.</summary>
    public string PathOf(BlobId id) => Path.Join(folder, id.Key);

    /// <summary>Whether there is a file for a blob; its bytes are not looked at.</summary>
    public bool Contains(BlobId id) => File.Exists(PathOf(id));

    /// <summary>Whether a blob's bytes are there and right.</summary>
    public async Task<BlobState> StateAsync(BlobId id, CancellationToken cancellationToken) =>
        !Contains(id) ? BlobState.Missing
        : (await Hashing.OfFileAsync(PathOf(id), cancellationToken).ConfigureAwait(false)).Id.Md5 == id.Md5 ? BlobState.Whole
        : BlobState.Damaged;

    /// <summary>Takes a copy of a file of the workspace.</summary>
    /// <param name="path">The file, whose bytes have been found to be <paramref name="id"/>.</param>
    /// <param name="id">The bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was there before: <see cref="BlobState.Damaged"/> is mended.</returns>
    /// <exception cref="Errors.ConflictException">The file has other bytes now.</exception>
    public async Task<BlobState> AddAsync(string path, BlobId id, CancellationToken cancellationToken)
    {
        var before = await StateAsync(id, cancellationToken).ConfigureAwait(false);
        if (before != BlobState.Whole)
        {
            await ReceiveAsync(id, async stream =>
            {
                var source = Hashing.OpenRead(path);
                await using (source.ConfigureAwait(false))
                {
                    if ((await Hashing.CopyAsync(source, stream, cancellationToken).ConfigureAwait(false)).Id != id)
                    {
                        throw FileErrors.Changing(path);
                    }
                }
            }).ConfigureAwait(false);
        }

        return before;
    }

    /// <summary>Takes the list of a folder.</summary>
    public async Task<BlobState> AddAsync(ReadOnlyMemory<byte> list, BlobId id, CancellationToken cancellationToken)
    {
        var before = await StateAsync(id, cancellationToken).ConfigureAwait(false);
        if (before != BlobState.Whole)
        {
            await ReceiveAsync(id, stream => stream.WriteAsync(list, cancellationToken).AsTask()).ConfigureAwait(false);
        }

        return before;
    }

    /// <summary>Takes bytes that <paramref name="fill"/> writes, and throws about where they are not the blob's.</summary>
    public Task ReceiveAsync(BlobId id, Func<Stream, Task> fill) => writer.WriteAsync(PathOf(id), fill, folder, isReadOnly: true);

    /// <summary>Reads the list of a folder.</summary>
    /// <exception cref="Errors.LarderException">It is damaged.</exception>
    public async Task<IReadOnlyList<FolderEntry>> ReadFolderAsync(BlobId id, string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf(id), cancellationToken).ConfigureAwait(false);
        if (Hashing.OfFolder(bytes) is var actual && actual != id)
        {
            throw FileErrors.DamagedInCache(PathOf(id), path, actual);
        }

        try
        {
            return FolderList.Read(bytes);
        }
        catch (FormatException malformed)
        {
            throw FileErrors.FolderList(PathOf(id), path, malformed);
        }
    }
}

/// <summary>How a blob is in a cache.</summary>
internal enum BlobState
{
    /// <summary>There is no file for it.</summary>
    Missing,

    /// <summary>Its bytes are right.</summary>
    Whole,

    /// <summary>Its bytes are others than its name says.</summary>
    Damaged,
}
