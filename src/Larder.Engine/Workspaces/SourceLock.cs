using Larder.Errors;

namespace Larder.Engine;

/// <summary>Lets one process at a time ingest a source: sequences are counted from the events that are there.</summary>
internal sealed class SourceLock : IDisposable
{
    /// <summary>How long to wait for the other process: an ingest of a few million rows fits in.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _held;

    private SourceLock(FileStream held) => _held = held;

    /// <summary>Takes the lock, waiting for another process that has it.</summary>
    /// <exception cref="UnavailableException">The other process did not finish, or the folder cannot be written.</exception>
    public static async Task<SourceLock> TakeAsync(Workspace workspace, string source, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        Workspace.CreateFolder(workspace.OfflinePath);
        var path = Path.Combine(workspace.OfflinePath, $".{source}.lock");
        var started = workspace.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new SourceLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception failed) when (failed is UnauthorizedAccessException || (failed is IOException io && !IsHeld(io)))
            {
                throw new UnavailableException($"The folder {workspace.OfflinePath} cannot be written ({failed.Message.TrimEnd('.')}); check space and permissions, or give another folder with --state.", innerException: failed);
            }
            catch (IOException) when (workspace.Clock.GetElapsedTime(started) < Patience)
            {
                progress?.Report(new StepProgress("waiting for another process that ingests the same source", 0, null));
            }
            catch (IOException)
            {
                throw new UnavailableException($"Source {source} is being ingested by another process; wait until it has finished and run the command again.", isTransient: true);
            }

            await Task.Delay(Pause, workspace.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _held.Dispose();

    /// <summary>EAGAIN on Linux, a sharing violation on Windows, EAGAIN on macOS; anything else is the disk's.</summary>
    private static bool IsHeld(IOException failed) => (failed.HResult & 0xFFFF) is 11 or 32 or 35;
}
