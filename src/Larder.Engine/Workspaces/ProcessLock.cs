using Larder.Errors;

namespace Larder.Engine;

/// <summary>Lets one process at a time do a thing: a file held open, which the system lets go when the process ends, however it ends.</summary>
internal sealed class ProcessLock : IDisposable
{
    /// <summary>How long to wait for the other process: a run over a few million rows fits in.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _held;

    private ProcessLock(FileStream held) => _held = held;

    /// <summary>For the ingest of a source: sequences are counted from the events that are there.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public static Task<ProcessLock> OfSourceAsync(Workspace workspace, string source, IProgress<StepProgress>? progress, CancellationToken cancellationToken) => TakeAsync(
        workspace, Path.Combine(workspace.OfflinePath, $".{source}.lock"), "ingests the same source", $"Source {source} is being ingested", progress, cancellationToken);

    /// <summary>For a derived source: what is appended depends on what is there.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public static Task<ProcessLock> OfDerivedAsync(Workspace workspace, string source, IProgress<StepProgress>? progress, CancellationToken cancellationToken) => TakeAsync(
        workspace, Path.Combine(workspace.OfflinePath, $".{source}.lock"), "derives the same source", $"Source {source} is being derived", progress, cancellationToken);

    /// <summary>For work on a table that ingests and derivations must not meet.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public static Task<ProcessLock> OfTableAsync(Workspace workspace, string table, IProgress<StepProgress>? progress, CancellationToken cancellationToken) => TakeAsync(
        workspace, Path.Combine(workspace.OfflinePath, $".{table}.lock"), "writes to the same table", $"Table {table} is being written", progress, cancellationToken);

    /// <summary>For the materialization of a view: an older run that ends last would set the view back.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public static Task<ProcessLock> OfOnlineViewAsync(Workspace workspace, string online, IProgress<StepProgress>? progress, CancellationToken cancellationToken) => TakeAsync(
        workspace, Path.Combine(workspace.Options.StatePath, $".{online}.lock"), "materializes the same view", $"View {online} is being materialized", progress, cancellationToken);

    public void Dispose() => _held.Dispose();

    /// <summary>Takes the lock, waiting for another process that has it.</summary>
    /// <exception cref="UnavailableException">The other process did not finish, or the folder cannot be written.</exception>
    private static async Task<ProcessLock> TakeAsync(
        Workspace workspace, string path, string doing, string busy, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        Workspace.CreateFolder(folder);
        var started = workspace.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new ProcessLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception failed) when (failed is UnauthorizedAccessException || (failed is IOException io && !IsHeld(io)))
            {
                throw new UnavailableException($"The folder {folder} cannot be written ({failed.Message.TrimEnd('.')}); check space and permissions, or give another folder with --state.", innerException: failed);
            }
            catch (IOException) when (workspace.Clock.GetElapsedTime(started) < Patience)
            {
                progress?.Report(new StepProgress($"waiting for another process that {doing}", 0, null));
            }
            catch (IOException)
            {
                throw new UnavailableException($"{busy} by another process; wait until it has finished and run the command again.", isTransient: true);
            }

            await Task.Delay(Pause, workspace.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>EAGAIN on Linux, a sharing violation on Windows, EAGAIN on macOS; anything else is the disk's.</summary>
    private static bool IsHeld(IOException failed) => (failed.HResult & 0xFFFF) is 11 or 32 or 35;
}
