using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>One input file: where it is and what its bytes hash to.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Hash">SHA-256 of the bytes as they lie on disk, lower-case hex.</param>
internal sealed record InputFile(string Path, string Hash)
{
    /// <summary>The files a path or a glob in its last part stands for, ordered by name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static IReadOnlyList<string> Resolve(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var pattern = System.IO.Path.GetFileName(path);
        if (File.Exists(path))
        {
            return [System.IO.Path.GetFullPath(path)];
        }

        var found = Directory.Exists(folder) && pattern.AsSpan().ContainsAny('*', '?')
            ? Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToArray()
            : [];
        return found.Length > 0 ? found
            : Directory.Exists(path) ? throw new InvalidInputException($"The input {path} is a folder; give a file in it, or a glob such as {System.IO.Path.Combine(path, "*.csv")}.")
            : throw new NotFoundException($"The input {path} does not exist; give an existing file or glob with --input.");
    }

    /// <summary>Hashes a file and, where it is gzip, makes sure that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isText">Whether it is read by lines, which then must not be too long.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidInputException">It is truncated or damaged, or a line is too long.</exception>
    /// <exception cref="UnavailableException">It cannot be read.</exception>
    public static InputFile Open(string path, bool isText, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            var limit = isText ? new LineLimit(path) : null;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                if (!isGzip)
                {
                    limit?.Add(buffer.AsSpan(0, read));
                }
            }

            if (isGzip)
            {
                CheckGzip(path, file, limit, cancellationToken);
            }

            return new InputFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The input {path} cannot be read ({failed.Message.TrimEnd('.')}).", innerException: failed);
        }
    }

    /// <summary>
    /// The decompressor ends quietly where the bytes end, so a cut file would only look shorter: the length stored in the last four
    /// bytes must be the length decompressed.
    /// </summary>
    private static void CheckGzip(string path, FileStream file, LineLimit? limit, CancellationToken cancellationToken)
    {
        var length = 0L;
        file.Position = 0;
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            var buffer = new byte[1 << 16];
            for (int read; (read = gzip.Read(buffer)) > 0; length += read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                limit?.Add(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(path, damaged);
        }

        Span<byte> trailer = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - trailer.Length);
        if (file.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false) < trailer.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != (uint)length)
        {
            throw Damaged(path, null);
        }
    }

    private static InvalidInputException Damaged(string path, Exception? inner) =>
        new($"The input {path} is truncated or damaged gzip; nothing was stored. Fetch it again (files of several gzip members must be recompressed into one).", inner);
}
