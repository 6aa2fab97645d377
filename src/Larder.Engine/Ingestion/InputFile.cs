using System.Security.Cryptography;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>One input file: where it is and what its bytes hash to.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Hash">SHA-256 of the bytes as they lie on disk, lower-case hex.</param>
/// <param name="NeedsCopy">Whether the engine cannot read it as it is: it is gzip of several members, or its line ends are mixed; see <see cref="LineEnds"/>.</param>
internal sealed record InputFile(string Path, string Hash, bool NeedsCopy)
{
    /// <summary>Length in bytes and time of the last write when it was hashed.</summary>
    private (long Length, DateTime Written) Seen { get; init; }


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
            var seen = Look(path);
            var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            var limit = isText ? new LineLimit(path) : null;
            var ends = new LineEnds();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                if (isText && !isGzip)
                {
                    limit?.Add(buffer.AsSpan(0, read));
                    ends.Count(buffer.AsSpan(0, read));
                }
            }

            var isReadable = !isGzip || IsReadableGzip(path, file, limit, ends, cancellationToken);
            return new InputFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), isText && (ends.AreMixed || !isReadable)) { Seen = seen };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The input {path} cannot be read ({failed.Message.TrimEnd('.')}).", innerException: failed);
        }
    }

    /// <summary>Makes sure that what was read is what was hashed.</summary>
    /// <exception cref="InvalidInputException">The file has been written to, replaced or removed since.</exception>
    public void EnsureUnchanged()
    {
        if (Look(Path) != Seen)
        {
            throw new InvalidInputException($"The input {Path} changed while it was read. Nothing was stored; wait until nobody writes to it and ingest again.");
        }
    }

    private static (long Length, DateTime Written) Look(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? (info.Length, info.LastWriteTimeUtc) : default;
    }

    /// <summary>Makes sure that every member is whole. Tells on the way whether the line ends are mixed and whether the engine can read it.</summary>
    private static bool IsReadableGzip(string path, FileStream file, LineLimit? limit, LineEnds ends, CancellationToken cancellationToken)
    {
        try
        {
            var members = new GzipMembers(file);
            members.Read(
                bytes =>
                {
                    limit?.Add(bytes);
                    ends.Count(bytes);
                },
                cancellationToken);
            return members.ArePlain;
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(path, damaged);
        }
    }

    private static InvalidInputException Damaged(string path, Exception? inner) =>
        new($"The input {path} is truncated or damaged gzip; nothing was stored. Fetch it again.", inner);
}
