namespace Larder.Offline.Delta;

/// <summary>
/// Replays commit files in order. It opens version after version rather than trusting one listing: a listing taken while others commit may
/// show a version and miss the one before it. A listing only tells whether a missing version is the end or a gap.
/// </summary>
internal static class LogReader
{
    /// <summary>Replays on from <paramref name="state"/> to <paramref name="target"/>, or to the newest version.</summary>
    /// <returns>False when the target lies beyond the newest version.</returns>
    public static async Task<bool> ReplayAsync(LogState state, long? target, CancellationToken ct)
    {
        try
        {
            while (state.Version != target)
            {
                var next = state.Version + 1;
                if (!await TryApplyAsync(state, next, ct).ConfigureAwait(false))
                {
                    var (newest, checkpoint) = List(state.Table);
                    if (Math.Max(newest, checkpoint) < next)
                    {
                        return target is null;
                    }

                    // Commits appear in order, so a later one proves that this one had appeared: still missing now is missing for good.
                    if (!await TryApplyAsync(state, next, ct).ConfigureAwait(false))
                    {
                        throw checkpoint >= next ? DeltaErrors.NeedsCheckpoint(state.Table, checkpoint, next) : DeltaErrors.Gap(state.Table, next, newest);
                    }
                }
            }

            return true;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotRead(state.Table, e);
        }
    }

    private static async Task<bool> TryApplyAsync(LogState state, long version, CancellationToken ct)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(LogFolder.CommitPath(state.Table, version), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        state.Apply(CommitReader.Read(state.Table, version, content));
        return true;
    }

    /// <summary>The greatest commit and the greatest checkpoint there are; −1 for none.</summary>
    private static (long Commit, long Checkpoint) List(string table)
    {
        var folder = new DirectoryInfo(LogFolder.Of(table));
        var newest = (Commit: -1L, Checkpoint: -1L);
        foreach (var file in folder.Exists ? folder.EnumerateFiles() : [])
        {
            if (LogFolder.TryCommit(file.Name, out var commit))
            {
                newest.Commit = Math.Max(newest.Commit, commit);
            }
            else if (LogFolder.TryCheckpoint(file.Name, out var checkpoint))
            {
                newest.Checkpoint = Math.Max(newest.Checkpoint, checkpoint);
            }
        }

        return newest;
    }
}
