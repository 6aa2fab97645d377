using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// A Delta table in a local folder: Parquet files and a log of JSON commits in <c>_delta_log</c>. Larder reads and writes the log only; the data files are
/// written and read by others. Holds no state and no handle: many threads and processes may read and append at the same time.
/// </summary>
internal sealed class DeltaTable
{
    // Each lost race means that another writer has won, so this bounds a livelock that cannot happen while writers make progress.
    private const int MaxAttempts = 1000;
    private readonly TimeProvider _time;

    private DeltaTable(string path, TimeProvider time)
    {
        Path = path;
        _time = time;
    }

    /// <summary>The full path of the table's folder.</summary>
    public string Path { get; }

    /// <summary>The table in the folder <paramref name="path"/>, which need not exist yet. Nothing is read or written.</summary>
    /// <param name="path">The table's folder.</param>
    /// <param name="time">Gives the times in the log and the age of orphans; default the system's clock.</param>
    public static DeltaTable At(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), time ?? TimeProvider.System);
    }

    /// <summary>Reads the newest version, or <paramref name="version"/>.</summary>
    /// <returns>The snapshot, or null when there is no table at <see cref="Path"/>.</returns>
    /// <exception cref="NotFoundException">The table has no such version.</exception>
    /// <exception cref="InvalidInputException">The log is damaged, or uses a feature that Larder does not read yet; the message names it.</exception>
    /// <exception cref="UnavailableException">The log cannot be read.</exception>
    public async Task<DeltaSnapshot?> ReadAsync(long? version = null, CancellationToken ct = default)
    {
        if (version < 0)
        {
            throw new InvalidInputException($"Version {version} of the Delta table '{Path}' cannot be read. Give a version from 0.");
        }

        var state = new LogState(Path);
        var found = await LogReader.ReplayAsync(state, version, ct).ConfigureAwait(false);
        return state.Version < 0 ? null
            : found ? state.ToSnapshot()
            : throw DeltaErrors.NoVersion(Path, version!.Value, state.Version);
    }

    /// <summary>
    /// Creates the table as version 0. Does nothing when it exists with the same schema and partition columns, whatever its version. The table's id is derived from
    /// the schema and the partition columns.
    /// </summary>
    /// <returns>The newest version.</returns>
    /// <exception cref="ConflictException">A table with another schema or other partition columns exists; the message lists the differences.</exception>
    /// <exception cref="InvalidInputException">The schema cannot be that of a table, or an existing log cannot be read.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written, or the disk is full.</exception>
    public async Task<DeltaSnapshot> CreateAsync(DeltaSchema schema, IReadOnlyList<string> partitionColumns, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(partitionColumns);
        SchemaCheck.RequireCreatable(Path, schema, partitionColumns);
        if (await ReadAsync(ct: ct).ConfigureAwait(false) is not { } snapshot)
        {
            try
            {
                Directory.CreateDirectory(LogFolder.Of(Path));
                using var pending = await PendingCommit.WriteAsync(Path, CommitWriter.Create(TableId.Of(schema, partitionColumns), schema, partitionColumns, Now()), ct).ConfigureAwait(false);
                if (pending.TryPublish(0))
                {
                    Confirm(pending, 0);
                }
            }
            catch (Exception e) when (DeltaErrors.IsIo(e))
            {
                throw DeltaErrors.CannotWrite(Path, e);
            }

            snapshot = await ReadAsync(ct: ct).ConfigureAwait(false) ?? throw DeltaErrors.NoTable(Path);
        }

        SchemaCheck.RequireSame(Path, snapshot, schema, partitionColumns);
        return snapshot;
    }

    /// <summary>
    /// Commits data files in one step: readers see all of them or none. Appends never conflict with each other; after a lost race the append takes the next
    /// version. The same transaction again commits nothing and gives back the earlier commit.
    /// </summary>
    /// <exception cref="NotFoundException">There is no table, or a data file does not exist.</exception>
    /// <exception cref="InvalidInputException">The append does not fit the table, or the table uses a feature that Larder does not write.</exception>
    /// <exception cref="ConflictException">The application has committed a later version, a file already belongs to the table, or the table's schema changed meanwhile.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written, or the disk is full. Repeating with the same transaction is safe.</exception>
    public async Task<DeltaCommit> AppendAsync(DeltaAppend append, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(append);
        AppendPreparer.CheckTransaction(Path, append);
        var state = new LogState(Path);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
        if (FindEarlier(state, snapshot, append) is { } earlier)
        {
            return earlier;
        }

        ProtocolGate.RequireAppendable(Path, snapshot);
        var files = AppendPreparer.Prepare(Path, snapshot, append);
        try
        {
            using var pending = await PendingCommit.WriteAsync(Path, CommitWriter.Append(append, files, snapshot.PartitionColumns, Now()), ct).ConfigureAwait(false);
            return await PublishAsync(state, snapshot, append, files, pending, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>
    /// Commits data files in place of all that the table has, in one step, with another schema if need be. Readers of earlier versions see what they saw. The same transaction
    /// again commits nothing and gives back the earlier commit.
    /// </summary>
    /// <exception cref="ConflictException">The table has another version than the one to be replaced.</exception>
    /// <inheritdoc cref="AppendAsync"/>
    public async Task<DeltaCommit> ReplaceAsync(DeltaReplacement replacement, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var append = replacement.Append;
        AppendPreparer.CheckTransaction(Path, append);
        var state = new LogState(Path);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
        if (FindEarlier(state, snapshot, append) is { } earlier)
        {
            return earlier;
        }

        ProtocolGate.RequireAppendable(Path, snapshot);
        SchemaCheck.RequireCreatable(Path, replacement.Schema, snapshot.PartitionColumns);
        var now = snapshot with { Schema = replacement.Schema };
        var files = AppendPreparer.Prepare(Path, now, append);
        AppendPreparer.RequireNew(snapshot, Path, files);
        try
        {
            using var pending = await PendingCommit.WriteAsync(Path, CommitWriter.Replace(append, files, snapshot, now, Now()), ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            if (snapshot.Version == replacement.Of && pending.TryPublish(snapshot.Version + 1))
            {
                Confirm(pending, snapshot.Version + 1);
                return new(snapshot.Version + 1, AlreadyCommitted: false, append.UserMetadata);
            }
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }

        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        return FindEarlier(state, state.ToSnapshot(), append) ?? throw new ConflictException(
            $"The Delta table '{Path}' was to be replaced at version {replacement.Of} and has version {state.Version}: another process has written to it. Nothing was committed; run the step again.");
    }

    /// <summary>Lists files under the table that no version refers to. Some may belong to appends still under way.</summary>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log cannot be read, so that no file can be called an orphan.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read.</exception>
    public async Task<IReadOnlyList<DeltaOrphan>> FindOrphansAsync(CancellationToken ct = default)
    {
        try
        {
            var candidates = Directory.Exists(LogFolder.Of(Path)) ? OrphanFinder.Candidates(Path) : [];
            var state = new LogState(Path);
            await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
            _ = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
            return [.. candidates.Where(candidate => !state.KnownPaths.Contains(candidate.Path))];
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotRead(Path, e);
        }
    }

    /// <summary>Deletes the orphans last written at least <paramref name="olderThan"/> ago.</summary>
    /// <param name="olderThan">Must be longer than any append takes from its first data file to its commit, or that append's files are lost; a day is safe.</param>
    /// <param name="ct">Stops before the next file.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log cannot be read, so that no file can be called an orphan; or the age is negative.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written.</exception>
    public async Task<IReadOnlyList<DeltaOrphan>> RemoveOrphansAsync(TimeSpan olderThan, CancellationToken ct = default)
    {
        if (olderThan < TimeSpan.Zero)
        {
            throw new InvalidInputException($"Orphans of the Delta table '{Path}' cannot be removed by the negative age {olderThan}. Give an age from 0, a day is safe.");
        }

        var limit = Now() - olderThan;
        var old = (await FindOrphansAsync(ct).ConfigureAwait(false)).Where(orphan => orphan.LastWritten <= limit).ToArray();
        try
        {
            foreach (var orphan in old)
            {
                ct.ThrowIfCancellationRequested();
                File.Delete(System.IO.Path.Join(Path, orphan.Path));
            }
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }

        return old;
    }

    private async Task<DeltaCommit> PublishAsync(
        LogState state, DeltaSnapshot read, DeltaAppend append, IReadOnlyList<PreparedFile> files, PendingCommit pending, CancellationToken ct)
    {
        var snapshot = read;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            AppendPreparer.RequireNew(snapshot, Path, files);
            if (pending.TryPublish(snapshot.Version + 1))
            {
                Confirm(pending, snapshot.Version + 1);
                return new(snapshot.Version + 1, AlreadyCommitted: false, append.UserMetadata);
            }

            await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
            snapshot = state.ToSnapshot();
            if (FindEarlier(state, snapshot, append) is { } earlier)
            {
                return earlier;
            }

            ProtocolGate.RequireAppendable(Path, snapshot);
            SchemaCheck.RequireSame(Path, snapshot, read.Schema, read.PartitionColumns);
        }

        throw new UnavailableException(
            $"The append to the Delta table '{Path}' lost the race for the next version {MaxAttempts} times; nothing was committed. Repeat it, or append from fewer writers.",
            isTransient: true);
    }

    private DeltaCommit? FindEarlier(LogState state, DeltaSnapshot snapshot, DeltaAppend append)
    {
        if (state.FindTransaction(append.AppId, append.TransactionVersion) is { } same)
        {
            return new(same.CommittedIn, AlreadyCommitted: true, same.UserMetadata);
        }

        return !snapshot.Transactions.TryGetValue(append.AppId, out var latest) || latest.Version < append.TransactionVersion
            ? null
            : throw new ConflictException(
                $"Application '{append.AppId}' has already committed transaction {latest.Version} to the Delta table '{Path}' (version {latest.CommittedIn}), "
                + $"so transaction {append.TransactionVersion} came too late. Use a version above {latest.Version}.");
    }

    private void Confirm(PendingCommit pending, long version)
    {
        try
        {
            pending.Confirm(version);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.NotFlushed(Path, version, e);
        }
    }

    private Instant Now() => Instant.From(_time.GetUtcNow());
}
