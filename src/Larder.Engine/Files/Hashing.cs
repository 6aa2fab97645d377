using System.Buffers;
using System.Security.Cryptography;
using Larder.Storage;

namespace Larder.Files;

/// <summary>The MD5 of a file's bytes, as they are: no line ends are changed.</summary>
internal static class Hashing
{
    private const int BufferSize = 1 << 17;

    /// <summary>Reads a stream to its end, and copies it where a target is given.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="target">Where it goes; null for nowhere.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="ofSource">What to throw instead of an error of the source; null for the error itself.</param>
    public static async Task<(BlobId Id, long Size)> CopyAsync(Stream source, Stream? target, CancellationToken cancellationToken, Func<Exception, Exception>? ofSource = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var size = 0L;
            while (await ReadAsync().ConfigureAwait(false) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                if (target is not null)
                {
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }

                size += read;
            }

            return (new(Convert.ToHexStringLower(hash.GetHashAndReset())), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        async Task<int> ReadAsync()
        {
            try
            {
                return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failed) when (ofSource is not null && failed is not OperationCanceledException)
            {
                throw ofSource(failed);
            }
        }
    }

    /// <summary>The MD5 and size of a file.</summary>
    public static async Task<(BlobId Id, long Size)> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        var source = OpenRead(path);
        await using (source.ConfigureAwait(false))
        {
            return await CopyAsync(source, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The name of bytes that list a folder.</summary>
    public static BlobId OfFolder(ReadOnlySpan<byte> list)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(list);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), isFolder: true);
    }

    /// <summary>Opens a file for one pass; a buffer of its own would only be copied once more.</summary>
    public static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
