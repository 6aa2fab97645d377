namespace Larder.Offline.Delta;

/// <summary>
/// The content of a commit, complete and flushed under a temporary name. Publishing gives it its version's name in one step, so a process killed at
/// any point leaves either no new version or a complete one, and at most a temporary file that readers ignore.
/// The bytes of an append do not depend on the version: after a lost race the same file is published under the next one.
/// </summary>
internal sealed class PendingCommit : IDisposable
{
    private static long _number;
    private readonly string _folder;
    private readonly string _name;

    private PendingCommit(string folder, string name)
    {
        _folder = folder;
        _name = name;
    }

    /// <summary>Writes and flushes the temporary file.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing is left behind.</exception>
    public static async Task<PendingCommit> WriteAsync(string table, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var folder = LogFolder.Of(table);
        var (stream, name) = Open(folder);
        var pending = new PendingCommit(folder, name);
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, ct).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            return pending;
        }
        catch
        {
            pending.Dispose();
            throw;
        }
    }

    /// <summary>Makes the commit visible as <paramref name="version"/>.</summary>
    /// <returns>False when another writer took the version.</returns>
    public bool TryPublish(long version) => HardLink.TryCreate(_folder, _name, LogFolder.CommitName(version));

    /// <summary>
    /// Makes the published name survive a power cut. .NET opens no folders, so the file itself is flushed again: linking changed its link count in the same
    /// journal transaction as the folder's entry, and the usual file systems (ext4, XFS, Btrfs, NTFS) flush the two together.
    /// </summary>
    public void Confirm(long version)
    {
        using var handle = File.OpenHandle(Path.Join(_folder, LogFolder.CommitName(version)), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Drops the temporary name; a file that cannot be dropped is a stray one for <see cref="OrphanFinder"/>.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(Path.Join(_folder, _name));
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            // The commit is decided either way.
        }
    }

    private static (FileStream Stream, string Name) Open(string folder)
    {
        while (true)
        {
            var name = LogFolder.TempName(Interlocked.Increment(ref _number));
            try
            {
                return (new(Path.Join(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true), name);
            }
            catch (IOException) when (File.Exists(Path.Join(folder, name)))
            {
                // Left by an earlier process with this id, or taken by one on another machine.
            }
        }
    }
}
