using System.Security.Cryptography;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>
/// Copies the files of a data version, byte for byte, into a folder that any reader can open: of a table's version a Delta table of one commit, of a training set its Parquet file. The folder is filled
/// under a temporary name, each file's hash compared on the way, and gets its name when all is flushed.
/// </summary>
internal static class VersionCheckout
{
    private const int BufferSize = 1 << 20;

    /// <summary>Writes the folder.</summary>
    /// <exception cref="Errors.ConflictException">There is something at the folder already.</exception>
    /// <exception cref="Errors.InvalidInputException">A file is damaged.</exception>
    public static void Write(OpenedVersion version, string folder, CancellationToken cancellationToken)
    {
        if (Path.Exists(folder))
        {
            throw VersionErrors.Exists(folder);
        }

        var temporary = Path.Join(Path.GetDirectoryName(folder), $".{Path.GetFileName(folder)}.larder-{Environment.ProcessId}.tmp");
        try
        {
            Fill(version, temporary, cancellationToken);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Path.Exists(folder))
        {
            throw VersionErrors.Exists(folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static void Fill(OpenedVersion version, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in version.Manifest.Files)
        {
            var (from, to) = (Path.Join(version.Folder, file.Path), Path.Join(folder, file.Path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (Copy(from, to, cancellationToken) is var hash && hash != file.ContentHash)
            {
                throw VersionErrors.Damaged(VersionErrors.Name(version.Manifest), from, file.ContentHash, hash);
            }
        }

        if (version is { Snapshot: { } snapshot, Manifest: TableManifest table })
        {
            Directory.CreateDirectory(LogFolder.Of(folder));
            var files = snapshot.Files.Zip(table.Files, (file, listed) => file with { Tags = FileTags.ToAdd(file.Tags, listed.ContentHash) });
            using var commit = new FileStream(LogFolder.CommitPath(folder, 0), FileMode.CreateNew, FileAccess.Write);
            commit.Write(CommitWriter.Clone(snapshot, [.. files], table.Table, table.Time ?? new Instant(0)).Span);
            commit.Flush(flushToDisk: true);
        }
    }

    /// <returns>SHA-256 of what was copied.</returns>
    private static string Copy(string from, string to, CancellationToken cancellationToken)
    {
        using var source = File.OpenHandle(from, options: FileOptions.SequentialScan);
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        var offset = 0L;
        for (int read; (read = RandomAccess.Read(source, buffer, offset)) > 0; offset += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        target.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
