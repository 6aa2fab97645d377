using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>
/// Brings new rows of a table into the rows of entities that the online store has. How far the view has come is written with the last batch and not before: a run that was
/// killed leaves the watermark where it was, and the next one brings the same rows again, which changes nothing where they were brought already.
/// </summary>
internal sealed class IncrementalRun(Workspace workspace, string online, MaterializationState stored, int batchSize, IProgress<StepProgress>? progress)
{
    /// <summary>Writes the entities that new rows change.</summary>
    /// <param name="context">The engine and as of when.</param>
    /// <param name="connection">Reads keys and times.</param>
    /// <param name="fresh">The new rows.</param>
    /// <param name="view">The view.</param>
    /// <param name="reached">The watermark to be written at the end, without the number of entities.</param>
    /// <returns>Entities written, and how many of them are new.</returns>
    public async Task<(long Written, long New)> RunAsync(
        ScanContext context, DuckDbConnection connection, OfflineTable fresh, CompiledSourceView view, MaterializationState reached)
    {
        IFreshEntities entities = fresh.IsEmpty ? new NoEntities() : view switch
        {
            CompiledRowView row => new FreshRows(workspace.Online, online, LatestRows.Read(context, connection, fresh, row, wanted: null)),
            CompiledAggregateView aggregate => new FreshEvents(workspace.Online, online, context.AsOf, aggregate, EntityGroups.Read(context, fresh, aggregate, wanted: null)),
            _ => throw new System.Diagnostics.UnreachableException($"No materialization for {view.GetType().Name}."),
        };
        var (state, written, added) = (stored, 0L, 0L);
        for (var first = 0; first < entities.Count || first == 0; first += batchSize)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(batchSize, entities.Count - first);
            var changes = await entities.ChangesAsync(first, count, context.CancellationToken).ConfigureAwait(false);
            (written, added) = (written + changes.Rows.Count, added + changes.New);
            var next = first + count >= entities.Count ? reached with { Rows = stored.Rows + added, IsComplete = true } : stored with { ReplacesRows = false, Rows = stored.Rows + added, Reaching = reached.AsOf };
            await workspace.Online.WriteAsync(online, changes.Rows, next, state, context.CancellationToken).ConfigureAwait(false);
            state = next;
            progress?.Report(new StepProgress($"updating {online}", first + count, entities.Count));
        }

        return (written, added);
    }

    /// <summary>Entities with new rows.</summary>
    private interface IFreshEntities
    {
        int Count { get; }

        ValueTask<EntityWrites> ChangesAsync(int first, int count, CancellationToken cancellationToken);
    }

    private sealed class NoEntities : IFreshEntities
    {
        public int Count => 0;

        public ValueTask<EntityWrites> ChangesAsync(int first, int count, CancellationToken cancellationToken) => ValueTask.FromResult(new EntityWrites([], 0, 0));
    }

    /// <summary>Of a row view the newest of the new rows, where it is newer than the stored one.</summary>
    private sealed class FreshRows(IOnlineStore store, string online, LatestRows rows) : IFreshEntities
    {
        private readonly int[] _ids = rows.InKeyOrder(after: null);
        private readonly Func<int, OnlineWrite> _encode = rows.NewEncoder();

        public int Count => _ids.Length;

        public ValueTask<EntityWrites> ChangesAsync(int first, int count, CancellationToken cancellationToken) =>
            NewerRows.OfAsync(store, online, [.. _ids.Skip(first).Take(count).Select(_encode)], keepsEqual: true, cancellationToken);
    }

    /// <summary>Of an aggregate view the stored events and tiles with the new events among them.</summary>
    private sealed class FreshEvents(IOnlineStore store, string online, Instant asOf, CompiledAggregateView view, EntityGroups groups) : IFreshEntities
    {
        private readonly KeyOrder _keys = new(groups.Keys);
        private readonly int[] _ids = [.. new KeyOrder(groups.Keys).After(after: null).Where(id => groups.CountOf(id) > 0)];
        private readonly StoredEntities _stored = new(view.Plan, online, store);
        private readonly EntityEvents _events = new(view.Plan.Inputs);
        private readonly EntityGroups.Scratch _scratch = new(view);

        public int Count => _ids.Length;

        public ValueTask<EntityWrites> ChangesAsync(int first, int count, CancellationToken cancellationToken) =>
            _stored.UpdateAsync([.. _ids.Skip(first).Take(count).Select(id => _keys[id])], asOf, (i, updater) => Add(_ids[first + i], updater), cancellationToken);

        private void Add(int id, EntityUpdater updater)
        {
            groups.Load(id, _events, _scratch);
            for (var row = 0; row < _events.Count; row++)
            {
                var at = row;
                updater.Add(_events.Order(row), [.. Enumerable.Range(0, view.Inputs.Count).Select(input => _events.Input(input, at))]);
            }
        }
    }
}
