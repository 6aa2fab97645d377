using Larder.Errors;
using Larder.Offline.Maintenance;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// A Delta table in a local folder: Parquet files and a log of commits and checkpoints in <c>_delta_log</c>. It reads and writes the log; the data files are
/// written and read by others, but for those that are written anew by maintenance. Holds no state and no handle: many threads and processes may read and write at the same time.
/// </summary>
internal sealed partial class DeltaTable
{
    private readonly TimeProvider _time;
    private readonly Action<DeltaStep> _reached;

    private DeltaTable(string path, TimeProvider time, Action<DeltaStep> reached)
    {
        Path = path;
        _time = time;
        _reached = reached;
    }

    /// <summary>The full path of the table's folder.</summary>
    public string Path { get; }

    /// <summary>The table in the folder <paramref name="path"/>, which need not exist yet. Nothing is read or written.</summary>
    /// <param name="path">The table's folder.</param>
    /// <param name="time">Gives the times in the log and the age of orphans; default the system's clock.</param>
    /// <param name="reached">Told of the moments at which a process that ends leaves something half done; default no one.</param>
    public static DeltaTable At(string path, TimeProvider? time = null, Action<DeltaStep>? reached = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), time ?? TimeProvider.System, reached ?? (_ => { }));
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

    /// <summary>Reads the version that was the newest at a time.</summary>
    /// <returns>The snapshot, or null when there is no table at <see cref="Path"/>.</returns>
    /// <exception cref="NotFoundException">The table did not exist yet, or its log does not reach back that far.</exception>
    /// <inheritdoc cref="ReadAsync(long?, CancellationToken)"/>
    public async Task<DeltaSnapshot?> ReadAsync(Instant at, CancellationToken ct = default)
    {
        var versions = await LogHistory.ReadAsync(Path, ct).ConfigureAwait(false);
        return versions.Count == 0 ? await ReadAsync(version: null, ct).ConfigureAwait(false)
            : versions.LastOrDefault(version => version.Time <= at) is { } found ? await ReadAsync(found.Version, ct).ConfigureAwait(false)
            : throw new NotFoundException(
                $"The Delta table '{Path}' has no version as old as {at}: its first that can be read, {versions[0].Version}, is of {versions[0].Time}. Give that time or a later one.");
    }

    /// <summary>What was done to the table: every version that can still be read, newest first.</summary>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log is damaged.</exception>
    /// <exception cref="UnavailableException">The log cannot be read.</exception>
    public async Task<IReadOnlyList<TableVersionEntry>> HistoryAsync(CancellationToken ct = default)
    {
        _ = await ReadAsync(ct: ct).ConfigureAwait(false) ?? throw DeltaErrors.NoTable(Path);
        return [.. (await LogHistory.ReadAsync(Path, ct).ConfigureAwait(false)).Reverse()];
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
                using var pending = await PendingCommit.WriteAsync(Path, CommitWriter.Create(Path, TableId.Of(schema, partitionColumns), schema, partitionColumns, Now()), ct).ConfigureAwait(false);
                if (pending.TryPublish(0))
                {
                    pending.Confirm(0);
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
        return await Committer.CommitAsync(DeltaChanges.Append(append), ct).ConfigureAwait(false);
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
        return await Committer.CommitAsync(DeltaChanges.Replace(replacement), ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Commits data files in place of those of some partitions, in one step. Readers of earlier versions see what they saw. The same transaction again commits nothing and
    /// gives back the earlier commit.
    /// </summary>
    /// <exception cref="ConflictException">Another process has meanwhile changed one of the partitions, or the table is append-only.</exception>
    /// <inheritdoc cref="AppendAsync"/>
    public async Task<DeltaCommit> OverwriteAsync(DeltaOverwrite overwrite, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(overwrite);
        if (overwrite.Append.Files.FirstOrDefault(file => !overwrite.Covers(file.PartitionValues)) is { } outside)
        {
            throw new InvalidInputException(
                $"File '{outside.Path}' of the overwrite to the Delta table '{Path}' is of none of the partitions to be overwritten. Name its partition too, or append the file.");
        }

        return await Committer.CommitAsync(DeltaChanges.Overwrite(overwrite), ct).ConfigureAwait(false);
    }

    /// <summary>Removes data files in one step, and their rows with them; earlier versions keep them. The same transaction again commits nothing and gives back the earlier commit.</summary>
    /// <exception cref="NotFoundException">There is no table, or it does not have such a file.</exception>
    /// <exception cref="ConflictException">Another process has meanwhile removed one of the files, or the table is append-only.</exception>
    /// <inheritdoc cref="AppendAsync"/>
    public async Task<DeltaCommit> RemoveAsync(DeltaRemoval removal, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(removal);
        return await Committer.CommitAsync(DeltaChanges.Remove(Path, removal), ct).ConfigureAwait(false);
    }

    /// <summary>Lists files under the table that no version refers to. Some may belong to appends still under way.</summary>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log cannot be read, so that no file can be called an orphan.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read.</exception>
    public async Task<IReadOnlyList<DeltaOrphan>> FindOrphansAsync(CancellationToken ct = default)
    {
        try
        {
            IReadOnlyList<DeltaOrphan> candidates = Directory.Exists(LogFolder.Of(Path)) ? OrphanFinder.Candidates(Path) : [];
            var state = new LogState(Path);
            await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
            _ = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
            var known = state.KnownPaths.ToHashSet(StringComparer.Ordinal);
            candidates = [.. candidates.Where(candidate => !known.Contains(candidate.Path))];
            if (state.Checkpoint is not null && candidates.Any(candidate => !OrphanFinder.IsTemp(candidate.Path)))
            {
                known = LogPaths.All(Path, ct);
            }

            return [.. candidates.Where(candidate => !known.Contains(candidate.Path))];
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

    private TableCommitter Committer => new(Path, _time, _reached);

    private Instant Now() => Instant.From(_time.GetUtcNow());
}
