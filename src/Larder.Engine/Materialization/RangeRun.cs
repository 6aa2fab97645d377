using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// Brings what happened in a range of event time: of a row view the newest row of the range, where it is newer than the stored one; of an aggregate view, and where rows revise each other,
/// every entity with an event in the range, as all of history makes it. The watermark stays, unless the ranges brought so far hold all that it lacks. Each batch is written with how far the
/// range has come, so that a killed run goes on behind its last batch.
/// </summary>
internal sealed class RangeRun(Workspace workspace, string online, MaterializationState? stored, int batchSize, IProgress<StepProgress>? progress)
{
    /// <summary>Writes the entities of a range.</summary>
    /// <param name="context">The engine and as of when.</param>
    /// <param name="connection">Reads keys and times.</param>
    /// <param name="table">The view's table.</param>
    /// <param name="view">The view.</param>
    /// <param name="range">The range.</param>
    /// <param name="run">What a run over everything would leave, without the number of entities.</param>
    /// <returns>Entities stored and written, the files read for it, and what is done.</returns>
    /// <exception cref="ConflictException">The stored rows are not such that some of them can be brought further.</exception>
    public async Task<(long Rows, long Written, TableFiles? Files, RangeOutcome Outcome)> RunAsync(
        ScanContext context, DuckDbConnection connection, OfflineTable table, CompiledSourceView view, EventRange range, MaterializationState run)
    {
        await RequireAsync(view, table, run, context.CancellationToken).ConfigureAwait(false);
        var basis = stored is { IsComplete: true } ? stored with { ReplacesRows = false, Reaching = run.AsOf } : run with { HorizonStart = stored?.HorizonStart ?? run.HorizonStart };
        var ranges = stored?.Ranges is { } before && (before.AsOf, before.Source, before.SourceFiles) == (run.AsOf, run.Source, run.SourceFiles)
            ? before
            : new MaterializedRanges(run.AsOf, run.Source, run.SourceFiles, []);
        if (ranges.Cover(range))
        {
            return (stored!.Rows, 0, null, new RangeOutcome(range, ranges.Done, IsWhole: false));
        }

        var done = ranges.With(range);
        var lacking = stored is { IsComplete: true } ? (await Increment.FindAsync(view, table, stored, run, context.CancellationToken).ConfigureAwait(false)).Fresh ?? table : table;
        var isWhole = !lacking.HasEventsOutside(connection, done.Done, context.AsOf, view is CompiledRowView, context.CancellationToken);
        var last = isWhole ? run with { IsComplete = true } : basis with { Ranges = done };

        var source = Read(context, connection, table, view, range, basis.HorizonStart);
        var ids = source?.InKeyOrder(ranges.Unfinished == range && ranges.LastKey is { } key ? new EntityKey(Convert.FromHexString(key)) : null) ?? [];
        var (state, rows, written) = (stored, stored?.Rows ?? 0, 0L);
        for (var first = 0; first < ids.Length || first == 0; first += batchSize)
        {
            var batch = source is null ? [] : Materializer.Encode(context, source, ids.AsMemory(first, Math.Min(batchSize, ids.Length - first)));
            var changes = await NewerRows.OfAsync(workspace.Online, online, batch, keepsEqual: IsOfOwnRows(view, table), context.CancellationToken).ConfigureAwait(false);
            (rows, written) = (rows + changes.New, written + changes.Rows.Count);
            var next = first + batch.Length >= ids.Length
                ? last with { Rows = rows }
                : basis with { Rows = rows, Ranges = ranges with { Unfinished = range, LastKey = Convert.ToHexString(batch[^1].Key.Bytes) } };
            await workspace.Online.WriteAsync(online, changes.Rows, next, state, context.CancellationToken).ConfigureAwait(false);
            state = next;
            progress?.Report(new StepProgress($"writing {online}, {range}", first + batch.Length, ids.Length));
        }

        return (rows, written, (IsOfOwnRows(view, table) ? table.Within(range) : table).FilesRead(context.AsOf), new RangeOutcome(range, done.Done, isWhole));
    }

    private async Task RequireAsync(CompiledSourceView view, OfflineTable table, MaterializationState run, CancellationToken cancellationToken)
    {
        var reason = stored switch
        {
            null => null,
            { IsComplete: false, LastKey: not null } => "a run over all entities did not finish",
            _ when stored.CodeVersion != run.CodeVersion => "its rows are of other code",
            { StreamedTo: not null } => "events from streams were applied to it, which history may lack",
            _ when run.HorizonStart < stored.HorizonStart => "reads shall reach further back than its rows",
            _ when await Materializer.HasLostRowsAsync(table, stored, cancellationToken).ConfigureAwait(false) => $"rows of {stored.Source} were removed since",
            _ => null,
        };
        if (reason is not null)
        {
            throw new ConflictException($"View {view.Name} ({online}) cannot be brought range by range: {reason}. Run 'larder materialize {view.Name}', which writes all entities.");
        }
    }

    /// <summary>Whether what an entity gets lies in the range itself.</summary>
    private static bool IsOfOwnRows(CompiledSourceView view, OfflineTable table) => view is CompiledRowView && !table.IsRevised;

    /// <summary>The entities of the range; null for none.</summary>
    private static IOnlineRows? Read(ScanContext context, DuckDbConnection connection, OfflineTable table, CompiledSourceView view, EventRange range, Instant horizonStart)
    {
        var within = table.Within(range);
        if (IsOfOwnRows(view, table))
        {
            return LatestRows.Read(context, connection, within, (CompiledRowView)view, wanted: null);
        }

        var keys = new KeyIndex(view.Entity.KeyType);
        var entities = new EntityReader(view, keys, adds: true);
        foreach (var part in within.Split(1))
        {
            foreach (var events in within.Scan(connection, part, entities.Events, context.AsOf, context.CancellationToken))
            {
                entities.Resolve();
            }
        }

        return keys.Count == 0 ? null : view switch
        {
            CompiledRowView revised => LatestRows.Read(context, connection, table, revised, keys),
            CompiledAggregateView aggregate => AggregateRows.Read(context, table, aggregate, horizonStart, keys),
            _ => throw new System.Diagnostics.UnreachableException($"No materialization for {view.GetType().Name}."),
        };
    }
}
