namespace Larder.Offline.Delta;

/// <summary>A file under a temporary name, on its way to a name under which readers see it whole or not at all. Disposing drops the temporary name.</summary>
internal sealed class PendingFile : IDisposable
{
    private static long _number;
    private readonly string _folder;
    private readonly string _name;

    private PendingFile(string folder, string name)
    {
        _folder = folder;
        _name = name;
    }

    /// <summary>The full path while the file is written.</summary>
    public string TempPath => Path.Join(_folder, _name);

    /// <summary>Creates an empty file under a name that no one else has.</summary>
    public static PendingFile Reserve(string folder)
    {
        while (true)
        {
            var pending = new PendingFile(folder, LogFolder.TempName(Interlocked.Increment(ref _number)));
            try
            {
                using var stream = new FileStream(pending.TempPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
                return pending;
            }
            catch (IOException) when (File.Exists(pending.TempPath))
            {
                // Left by an earlier process with this id, or taken by one on another machine.
            }
        }
    }

    /// <summary>Writes and flushes the content.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var stream = new FileStream(TempPath, FileMode.Truncate, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(content, ct).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>Flushes what someone else has written under the temporary name.</summary>
    /// <returns>The size in bytes.</returns>
    public long Flush() => Flush(TempPath);

    /// <summary>Gives the file its name unless that is taken.</summary>
    public bool TryPublish(string name) => HardLink.TryCreate(_folder, _name, name);

    /// <summary>Puts the file in the place of whatever has the name.</summary>
    public void Replace(string name) => File.Move(TempPath, Path.Join(_folder, name), overwrite: true);

    /// <summary>
    /// Makes the published name survive a power cut. .NET opens no folders, so the file itself is flushed again: linking changed its link count in the same
    /// journal transaction as the folder's entry, and the usual file systems (ext4, XFS, Btrfs, NTFS) flush the two together.
    /// </summary>
    public void Confirm(string name) => Flush(Path.Join(_folder, name));

    /// <summary>A file that cannot be dropped is a stray one for <see cref="OrphanFinder"/>.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(TempPath);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            // Whether the file has its name is decided either way.
        }
    }

    private static long Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
        return RandomAccess.GetLength(handle);
    }
}
