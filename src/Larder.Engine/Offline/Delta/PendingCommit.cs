namespace Larder.Offline.Delta;

/// <summary>
/// The content of a commit, complete and flushed under a temporary name. Publishing gives it its version's name in one step, so a process killed at
/// any point leaves either no new version or a complete one, and at most a temporary file that readers ignore.
/// The bytes of a commit do not depend on the version: after a lost race the same file is published under the next one.
/// </summary>
internal sealed class PendingCommit : IDisposable
{
    private readonly string _table;
    private readonly PendingFile _file;

    private PendingCommit(string table, PendingFile file) => (_table, _file) = (table, file);

    /// <summary>Writes and flushes the temporary file.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing is left behind.</exception>
    public static async Task<PendingCommit> WriteAsync(string table, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var pending = new PendingCommit(table, PendingFile.Reserve(LogFolder.Of(table)));
        try
        {
            await pending._file.WriteAsync(content, ct).ConfigureAwait(false);
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
    public bool TryPublish(long version) => _file.TryPublish(LogFolder.CommitName(version));

    /// <summary>Makes the published name survive a power cut.</summary>
    /// <exception cref="Errors.UnavailableException">The disk fails; the commit stands all the same.</exception>
    public void Confirm(long version)
    {
        try
        {
            _file.Confirm(LogFolder.CommitName(version));
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.NotFlushed(_table, version, e);
        }
    }

    /// <summary>Drops the temporary name.</summary>
    public void Dispose() => _file.Dispose();
}
