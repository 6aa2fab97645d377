using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline.Evolution;

namespace Larder.Offline.Delta;

internal sealed partial class DeltaTable
{
    /// <summary>Reads a version, or gives null where the log does not have it or not any more.</summary>
    /// <inheritdoc cref="ReadAsync(long?, CancellationToken)"/>
    public async Task<DeltaSnapshot?> TryReadAsync(long version, CancellationToken ct = default)
    {
        try
        {
            return await ReadAsync(version, ct).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>The files whose rows came with the versions after one, up to another; files that were only written anew do not count.</summary>
    /// <returns>The files in the order they came, or null where rows have gone, columns have changed, or a commit is not there any more.</returns>
    /// <exception cref="InvalidInputException">A commit is damaged.</exception>
    /// <exception cref="UnavailableException">The log cannot be read.</exception>
    public IReadOnlyList<DeltaFile>? Added(long after, long upTo, CancellationToken ct = default)
    {
        var commits = Commits(after, upTo, ct);
        return commits.Count < upTo - after || commits.Any(commit => commit.Metadata is not null || commit.RemovesRows) ? null : [.. commits.SelectMany(commit => commit.AddedFiles)];
    }

    /// <summary>The commits after one version, up to another, or to the first that is not there any more.</summary>
    /// <exception cref="InvalidInputException">A commit is damaged.</exception>
    /// <exception cref="UnavailableException">The log cannot be read.</exception>
    public IReadOnlyList<LogCommit> Commits(long after, long upTo, CancellationToken ct = default)
    {
        try
        {
            var commits = new List<LogCommit>();
            for (var version = after + 1; version <= upTo && LogReader.TryRead(Path, version, ct) is { } commit; version++)
            {
                commits.Add(commit);
            }

            return commits;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotRead(Path, e);
        }
    }

    /// <summary>Writes a checkpoint of the newest version, so that readers need not replay the commits before it; does nothing where there is one.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log is damaged, or the table uses a feature that Larder does not write.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written, or the disk is full; nothing has changed.</exception>
    public async Task<long> CheckpointAsync(CancellationToken ct = default)
    {
        var state = new LogState(Path);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
        ProtocolGate.RequireWritable(Path, snapshot, removesRows: false);
        try
        {
            await CheckpointWriter.WriteAsync(state, Now(), _reached, ct).ConfigureAwait(false);
            return state.Version;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException)
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Writes small files of a partition anew as one, in one commit that changes no rows. Readers of earlier versions keep reading the old files.</summary>
    /// <param name="connection">The engine that reads and writes the rows.</param>
    /// <param name="targetSize">How many bytes a file may have that is made of others; files of half of that are left alone.</param>
    /// <param name="which">The files that may be written anew, of each partition all or none; null for all.</param>
    /// <param name="ct">Stops it; nothing is committed then.</param>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log or a file is damaged, or the table uses a feature that Larder does not write.</exception>
    /// <exception cref="ConflictException">Another process has meanwhile removed one of the files, or changed the table's columns.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written, or the disk is full; nothing was committed.</exception>
    public async Task<DeltaCompaction> CompactAsync(DuckDbConnection connection, long targetSize, Func<DeltaFile, bool>? which = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var snapshot = await ReadAsync(ct: ct).ConfigureAwait(false) ?? throw DeltaErrors.NoTable(Path);
        ProtocolGate.RequireWritable(Path, snapshot, removesRows: false);
        var bins = CompactionPlan.Of(which is null ? snapshot : snapshot with { Files = [.. snapshot.Files.Where(which)] }, targetSize);
        if (bins.Count == 0)
        {
            return new(snapshot.Version, IsCommitted: false, [], []);
        }

        try
        {
            var rewriter = new FileRewriter(Path, snapshot, connection);
            var written = bins.Select(bin => rewriter.Write(bin, ct)).ToArray();
            _reached(DeltaStep.FileRewritten);
            DeltaFile[] from = [.. bins.SelectMany(bin => bin)];
            var commit = await Committer.CommitAsync(DeltaChanges.Compact(from, written, targetSize), ct).ConfigureAwait(false);
            return new(commit.Version, IsCommitted: true, from, written);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException)
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Gives the table other columns in one commit. Files are written anew one by one, so that all of a version have the same columns; tags stay.</summary>
    /// <param name="connection">The engine that reads and writes the rows.</param>
    /// <param name="before">The newest version.</param>
    /// <param name="changes">The columns, and how rows get them.</param>
    /// <param name="ct">Stops it; nothing is committed then.</param>
    /// <exception cref="ConflictException">Another process has committed a version meanwhile.</exception>
    /// <inheritdoc cref="CompactAsync"/>
    public async Task<DeltaCommit> EvolveAsync(DuckDbConnection connection, DeltaSnapshot before, ColumnChanges changes, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ProtocolGate.RequireWritable(Path, before, removesRows: false);
        try
        {
            var form = new RewriteForm("columns", changes.Wanted.Json, rows => changes.Select(rows, before.PartitionColumns));
            var rewriter = new FileRewriter(Path, before with { Schema = changes.Wanted }, connection, form);
            DeltaNewFile[] written = changes.ChangesRows ? [.. before.Files.Select(file => rewriter.Write([file], ct) with { Tags = file.Again(before.Schema).Tags })] : [];
            _reached(DeltaStep.FileRewritten);
            return await Committer.CommitAsync(DeltaChanges.Evolve(before, written, changes.Wanted, changes.ToString()), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException)
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Writes files anew without some of their rows, in one commit. Readers of earlier versions still see the rows, until a vacuum deletes the files.</summary>
    /// <param name="connection">The engine that reads and writes the rows.</param>
    /// <param name="before">The newest version.</param>
    /// <param name="rows">Files with the rows that go, by their number in the file.</param>
    /// <param name="why">What the history says.</param>
    /// <param name="tagsOf">The tags of a new file, by its path.</param>
    /// <param name="ct">Stops it; nothing is committed then.</param>
    /// <exception cref="ConflictException">Another process has committed a version meanwhile.</exception>
    /// <inheritdoc cref="CompactAsync"/>
    public async Task<DeltaCommit> EraseAsync(
        DuckDbConnection connection, DeltaSnapshot before, IReadOnlyDictionary<DeltaFile, IReadOnlyList<long>> rows, string why, Func<string, IReadOnlyDictionary<string, string>> tagsOf, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ProtocolGate.RequireWritable(Path, before, removesRows: true);
        try
        {
            var written = new List<DeltaNewFile>();
            foreach (var (file, gone) in rows.Where(pair => pair.Key.Rows is not { } all || pair.Value.Count < all))
            {
                var list = string.Join(", ", gone);
                var form = new RewriteForm("rest", list, from => $"SELECT * EXCLUDE (file_row_number) FROM {from} WHERE file_row_number NOT IN ({list})", gone.Count);
                var rest = new FileRewriter(Path, before, connection, form).Write([file], ct);
                written.Add(rest with { Tags = tagsOf(System.IO.Path.Join(Path, rest.Path)) });
            }

            _reached(DeltaStep.FileRewritten);
            return await Committer.CommitAsync(DeltaChanges.Erase(before, [.. rows.Keys], written, why), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException)
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Deletes files that no version within the retention needs, and commits that are older than the table keeps them.</summary>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The retention is shorter than the table's, or the log is damaged.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written.</exception>
    public async Task<DeltaVacuum> VacuumAsync(DeltaVacuumOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return await new TableVacuum(this, Now(), _reached).RunAsync(options, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }
}
