namespace Larder.Offline.Delta;

/// <summary>
/// Replays the log: the newest checkpoint that helps, then commit files in order. Commits are opened version after version rather than trusted to one
/// listing: a listing taken while others commit may show a version and miss the one before it. A listing only tells whether a missing version is the end or a gap.
/// </summary>
internal static class LogReader
{
    // So many commits are read faster than one checkpoint, for which the engine has to be opened.
    private const long ShortLog = 50;

    /// <summary>Replays on from <paramref name="state"/> to <paramref name="target"/>, or to the newest version.</summary>
    /// <param name="state">Where to begin; at its start, a checkpoint is looked for.</param>
    /// <param name="target">The version; null for the newest.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="applied">Told of each commit.</param>
    /// <returns>False when the target lies beyond the newest version.</returns>
    public static async Task<bool> ReplayAsync(LogState state, long? target, CancellationToken ct, Action<LogCommit>? applied = null)
    {
        try
        {
            if (state.Version < 0)
            {
                await BeginAsync(state, target, ct).ConfigureAwait(false);
            }

            while (state.Version != target)
            {
                var next = state.Version + 1;
                if (TryApply(state, next, applied, ct))
                {
                    continue;
                }

                // Nearly always the end; what else lies there is then of no interest.
                if (LogListing.NewestIn(state.Table) < next)
                {
                    return target is null;
                }

                // Commits appear in order, so a later one proves that this one had appeared: still missing now, it is missing for good, or was cleaned up behind a checkpoint.
                var listing = LogListing.Read(state.Table);
                if (!TryApply(state, next, applied, ct)
                    && !await TryBeginAsync(state, listing, target, ct).ConfigureAwait(false))
                {
                    throw Missing(state, listing, target, next);
                }
            }

            return true;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotRead(state.Table, e);
        }
    }

    /// <summary>Reads one commit; null when its file is not there. At once: most are of a few lines, and changing threads for each takes longer than reading it.</summary>
    public static LogCommit? TryRead(string table, long version, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return CommitReader.Read(table, version, File.ReadAllBytes(LogFolder.CommitPath(table, version)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes the checkpoint that the hint names, if it is there and old enough, or else the newest that can be used; none where the log is short.</summary>
    private static async Task BeginAsync(LogState state, long? target, CancellationToken ct)
    {
        if (!(target <= ShortLog) && IsLong(state.Table))
        {
            CheckpointEngine.Prepare();
        }

        var hint = LastCheckpoint.Read(state.Table, state.Warnings);
        if ((target ?? hint?.Version) <= ShortLog && File.Exists(LogFolder.CommitPath(state.Table, 0)))
        {
            return;
        }

        var helps = hint is not null && !(hint.Version > target) && File.Exists(Path.Join(LogFolder.Of(state.Table), hint.Name));
        if (!helps || !await TryBeginAsync(state, hint!, ct).ConfigureAwait(false))
        {
            await TryBeginAsync(state, LogListing.Read(state.Table), target, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a checkpoint will be read, as far as a look at names tells: there are more commits than are replayed, or the first is gone.</summary>
    private static bool IsLong(string table) =>
        File.Exists(LogFolder.CommitPath(table, ShortLog + 1)) || (File.Exists(Path.Join(LogFolder.Of(table), LogFolder.HintName)) && !File.Exists(LogFolder.CommitPath(table, 0)));

    /// <summary>Begins anew with the newest checkpoint beyond the state's version, and not beyond the target, that can be used.</summary>
    private static async Task<bool> TryBeginAsync(LogState state, LogListing listing, long? target, CancellationToken ct)
    {
        foreach (var checkpoint in listing.Checkpoints.Reverse().Where(files => files.Version > state.Version && !(files.Version > target) && !state.Broken.ContainsKey(files.Name)))
        {
            if (await TryBeginAsync(state, checkpoint, ct).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> TryBeginAsync(LogState state, CheckpointFiles files, CancellationToken ct)
    {
        // First, while the engine may still be opening.
        var timestamp = TimestampOf(state.Table, files.Version, ct);
        if (CheckpointReader.Read(state.Table, files, out var problem, ct) is not { } checkpoint)
        {
            state.Broken[files.Name] = problem!;
            state.Warnings.Add($"The checkpoint '{files.Name}' of the Delta table '{state.Table}' is damaged ({problem}); its commits were replayed instead.");
            return false;
        }

        await TransactionFinder.CompleteAsync(state.Table, checkpoint, ct).ConfigureAwait(false);
        state.Begin(checkpoint, timestamp);
        return true;
    }

    /// <summary>A checkpoint does not say when its version was committed; the commit does, where it is left.</summary>
    private static Types.Instant? TimestampOf(string table, long version, CancellationToken ct)
    {
        try
        {
            return TryRead(table, version, ct)?.Info.Timestamp;
        }
        catch (Errors.InvalidInputException)
        {
            // The checkpoint says all that counts.
            return null;
        }
    }

    private static bool TryApply(LogState state, long version, Action<LogCommit>? applied, CancellationToken ct)
    {
        if (TryRead(state.Table, version, ct) is not { } commit)
        {
            return false;
        }

        state.Apply(commit);
        applied?.Invoke(commit);
        return true;
    }

    private static Errors.LarderException Missing(LogState state, LogListing listing, long? target, long next)
    {
        if (state.Broken.FirstOrDefault() is { Key: { } name } broken)
        {
            return DeltaErrors.BrokenCheckpoint(state.Table, name, broken.Value, next);
        }

        return target is { } wanted && listing.Checkpoints.FirstOrDefault(files => files.Version > wanted) is { } oldest ? DeltaErrors.Forgotten(state.Table, wanted, oldest.Version)
            : listing.NewestCheckpoint >= next ? DeltaErrors.NeedsCheckpoint(state.Table, listing.NewestCheckpoint, next)
            : DeltaErrors.Gap(state.Table, next, listing.Newest);
    }

}
