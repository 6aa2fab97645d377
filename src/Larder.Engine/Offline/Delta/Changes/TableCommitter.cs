using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Commits changes, with optimistic concurrency: a change is made ready against the newest version and published under the next number, which one writer gets. Who
/// loses reads what came between and tries the next number, or gives up where the change does not follow from that any more.
/// </summary>
internal sealed class TableCommitter(string table, TimeProvider time, Action<DeltaStep> reached)
{
    // Each lost race means that another writer has won, so this bounds a livelock that cannot happen while writers make progress.
    private const int MaxAttempts = 1000;

    public async Task<DeltaCommit> CommitAsync(DeltaChange change, CancellationToken ct)
    {
        AppendPreparer.CheckTransaction(table, change);
        var state = new LogState(table);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(table) : state.ToSnapshot();
        if (await FindEarlierAsync(state, change, ct).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        var planned = Plan(snapshot, change);
        try
        {
            using var pending = await PendingCommit.WriteAsync(table, CommitWriter.Write(planned, Now()), ct).ConfigureAwait(false);
            reached(DeltaStep.CommitWritten);
            return await PublishAsync(state, planned, pending, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e))
        {
            throw DeltaErrors.CannotWrite(table, e);
        }
    }

    private PlannedChange Plan(DeltaSnapshot snapshot, DeltaChange change)
    {
        var removes = change.Removes(snapshot);
        ProtocolGate.RequireWritable(table, snapshot, removesRows: change.DataChange && removes.Count > 0);
        if (change.Schema is { } schema)
        {
            SchemaCheck.RequireCreatable(table, schema, snapshot.PartitionColumns);
        }

        var files = AppendPreparer.Prepare(table, change.Schema is null ? snapshot : snapshot with { Schema = change.Schema }, change.Files, Now());
        AppendPreparer.RequireNew(snapshot, table, files);
        return new(change, snapshot, removes, files);
    }

    private async Task<DeltaCommit> PublishAsync(LogState state, PlannedChange planned, PendingCommit pending, CancellationToken ct)
    {
        var change = planned.Change;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            if (change.Of is { } of && of != state.Version)
            {
                throw new ConflictException(
                    $"The Delta table '{table}' was to be replaced at version {of} and has version {state.Version}: another process has written to it. Nothing was committed; run the step again.");
            }

            var version = state.Version + 1;
            if (pending.TryPublish(version))
            {
                pending.Confirm(version);
                reached(DeltaStep.CommitPublished);
                await CheckpointAsync(state, planned.Before, version).ConfigureAwait(false);
                return new(version, AlreadyCommitted: false, change.UserMetadata);
            }

            var winners = new List<LogCommit>();
            await LogReader.ReplayAsync(state, null, ct, winners.Add).ConfigureAwait(false);
            if (await FindEarlierAsync(state, change, ct).ConfigureAwait(false) is { } earlier)
            {
                return earlier;
            }

            Require(planned, winners, state);
        }

        throw new UnavailableException(
            $"The {change.Noun} to the Delta table '{table}' lost the race for the next version {MaxAttempts} times; nothing was committed. Repeat it, or write with fewer writers.",
            isTransient: true);
    }

    private void Require(PlannedChange planned, List<LogCommit> winners, LogState state)
    {
        if (planned.Change.Of is not null)
        {
            return;
        }

        var isolation = ConflictRules.IsolationOf(planned.Before);
        foreach (var winner in winners)
        {
            if (ConflictRules.Find(planned, winner, isolation) is { } what)
            {
                throw new ConflictException(
                    $"The {planned.Change.Noun} to the Delta table '{table}' came too late: version {winner.Version}, which another process committed meanwhile, {what}. "
                    + "Nothing was committed; run the step again.");
            }
        }

        AppendPreparer.RequireNew(state.ToSnapshot(), table, planned.Adds);
    }

    private async Task<DeltaCommit?> FindEarlierAsync(LogState state, DeltaChange change, CancellationToken ct)
    {
        if (change.Transaction is not { } transaction)
        {
            return null;
        }

        if (await TransactionFinder.FindAsync(state, transaction.AppId, transaction.Version, ct).ConfigureAwait(false) is { } same)
        {
            return new(same.CommittedIn, AlreadyCommitted: true, same.UserMetadata);
        }

        return state.LatestOf(transaction.AppId) is not { } latest || latest.Version < transaction.Version
            ? null
            : throw new ConflictException(
                $"Application '{transaction.AppId}' has already committed transaction {latest.Version} to the Delta table '{table}' (version {latest.CommittedIn}), "
                + $"so transaction {transaction.Version} came too late. Use a version above {latest.Version}.");
    }

    /// <summary>Writes a checkpoint where one is due. The commit stands, whatever becomes of it: the next one due tries again.</summary>
    private async Task CheckpointAsync(LogState state, DeltaSnapshot before, long version)
    {
        if (!CheckpointWriter.IsDue(before, version))
        {
            return;
        }

        try
        {
            await LogReader.ReplayAsync(state, version, CancellationToken.None).ConfigureAwait(false);
            await CheckpointWriter.WriteAsync(state, Now(), reached, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException or LarderException)
        {
            // Readers replay the commits instead.
        }
    }

    private Instant Now() => Instant.From(time.GetUtcNow());
}
