using Larder.Catalog;
using Larder.Engine;
using Larder.Materialization;
using Larder.Offline;
using Larder.Storage;
using Larder.Types;

namespace Larder.Erasure;

/// <summary>Removes an entity from the online store, in every version of its views, and brings views anew whose rows of other entities may hold its events.</summary>
internal sealed class OnlineEraser(Workspace workspace, IProgress<StepProgress>? progress)
{
    /// <summary>Removes keys of views.</summary>
    public async Task<IReadOnlyList<ErasedView>> RemoveAsync(IReadOnlyDictionary<string, HashSet<EntityKey>> keys, CancellationToken cancellationToken)
    {
        var removed = new List<ErasedView>();
        foreach (var (online, some) in await NamesAsync(keys, cancellationToken).ConfigureAwait(false))
        {
            if (await workspace.Online.RemoveAsync(online, some, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                removed.Add(new ErasedView(online, count));
            }
        }

        return removed;
    }

    /// <summary>How many of the keys are stored.</summary>
    public async Task<long> CountAsync(IReadOnlyDictionary<string, HashSet<EntityKey>> keys, CancellationToken cancellationToken)
    {
        var found = 0L;
        foreach (var (online, some) in await NamesAsync(keys, cancellationToken).ConfigureAwait(false))
        {
            if (some.Count > 0 && await workspace.Online.GetStateAsync(online, cancellationToken).ConfigureAwait(false) is not null)
            {
                var rows = new OnlineRow[some.Count];
                await workspace.Online.ReadAsync(online, some.ToArray(), rows, cancellationToken).ConfigureAwait(false);
                found += rows.Count(row => row.Payload is not null);
            }
        }

        return found;
    }

    /// <summary>Brings views over tables anew, and drops their earlier versions.</summary>
    /// <param name="tables">The tables whose rows have gone.</param>
    /// <param name="remaining">Receives what could not be done.</param>
    /// <param name="cancellationToken">Stops between views.</param>
    /// <returns>The views brought anew.</returns>
    public async Task<IReadOnlyList<string>> RebuildAsync(HashSet<string> tables, List<string> remaining, CancellationToken cancellationToken)
    {
        var rebuilt = new List<string>();
        var definitions = await workspace.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        var applied = await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, cancellationToken).ConfigureAwait(false);
        foreach (var view in workspace.Catalog.Views.OfType<CompiledSourceView>().Where(v => tables.Contains(v.Source.Name)))
        {
            var newest = applied.Views.TryGetValue(view.Name, out var version) ? version : 0;
            foreach (var earlier in definitions.Where(d => d.Kind == "view" && d.Name == view.Name && d.Version != newest))
            {
                await workspace.Online.DropAsync(OnlineViewName.Of(view.Name, earlier.Version), cancellationToken).ConfigureAwait(false);
            }

            var online = OnlineViewName.Of(view.Name, newest);
            if (newest == 0 || await workspace.Online.GetStateAsync(online, cancellationToken).ConfigureAwait(false) is not { } state)
            {
                continue;
            }

            if (state.StreamedTo is not null)
            {
                // Brought anew from history it would lose what only the stream has brought so far.
                remaining.Add($"online view {online} has events from streams, so it was not made anew, and rows of other entities may hold the events; ingest what was streamed, then run 'larder materialize {view.Name}'");
            }
            else if (await OfflineTable.TryOpenAsync(workspace.OfflinePath, view.Source, cancellationToken).ConfigureAwait(false) is null)
            {
                // No event is left to make rows of.
                await workspace.Online.DropAsync(online, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await MaterializeAsync(view, state, cancellationToken).ConfigureAwait(false);
                rebuilt.Add(online);
            }
        }

        return rebuilt;
    }

    private async Task MaterializeAsync(CompiledSourceView view, MaterializationState state, CancellationToken cancellationToken)
    {
        var lookback = view is CompiledAggregateView { Plan.WidestWindow: { } widest }
            ? TimeSpan.FromMicroseconds((state.AsOf - widest).Microseconds - state.HorizonStart.Microseconds)
            : MaterializationOptions.DefaultLookback;
        var asOf = state.Reaching is { } reaching && reaching > state.AsOf ? reaching : state.AsOf;
        await new Materializer(workspace).RunAsync(view, new MaterializationOptions { AsOf = asOf, Lookback = lookback, Progress = progress }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rows of earlier versions of a view stay in the store until they are dropped.</summary>
    private async Task<IReadOnlyList<(string Online, HashSet<EntityKey> Keys)>> NamesAsync(IReadOnlyDictionary<string, HashSet<EntityKey>> keys, CancellationToken cancellationToken)
    {
        var definitions = await workspace.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. keys.OrderBy(k => k.Key, StringComparer.Ordinal)
                .SelectMany(k => definitions.Where(d => d.Kind == "view" && d.Name == k.Key).Select(d => d.Version).Order().Select(version => (OnlineViewName.Of(k.Key, version), k.Value))),
        ];
    }
}
