using Larder.Catalog;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Runs the source views of a plan at every row of a spine.</summary>
internal static class PointInTimeJoin
{
    /// <summary>Pins a version of each source's table.</summary>
    /// <param name="workspace">Where the tables lie.</param>
    /// <param name="sources">The sources; one named twice is opened once.</param>
    /// <param name="versions">The versions by source; the newest of those it does not name.</param>
    /// <param name="cancellationToken">Stops the read of the logs.</param>
    public static async Task<IReadOnlyDictionary<string, OfflineTable>> OpenTablesAsync(
        Workspace workspace, IEnumerable<SourceDefinition> sources, IReadOnlyDictionary<string, long>? versions, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, OfflineTable>(StringComparer.Ordinal);
        foreach (var source in sources.DistinctBy(s => s.Name))
        {
            var version = versions is not null && versions.TryGetValue(source.Name, out var pinned) ? pinned : (long?)null;
            tables.Add(source.Name, await OfflineTable.OpenAsync(workspace.OfflinePath, source, version, cancellationToken).ConfigureAwait(false));
        }

        return tables;
    }

    /// <summary>One result per source view of the plan, in its order; each looked up by its own entity's keys.</summary>
    public static IReadOnlyList<ViewColumns> Run(
        ScanContext context, FeaturePlan plan, Func<CompiledSourceView, OfflineTable> tableOf, Func<CompiledSourceView, SpineIndex> indexOf, IProgress<StepProgress>? progress)
    {
        var columns = new List<ViewColumns>();
        foreach (var view in plan.Sources)
        {
            progress?.Report(new StepProgress($"joining {view.Name}", columns.Count, plan.Sources.Count));
            var table = tableOf(view).For(view);
            columns.Add(view switch
            {
                CompiledRowView rows => RowJoin.Run(context, table, rows, indexOf(view)),
                CompiledAggregateView aggregate => AggregateJoin.Run(context, table, aggregate, indexOf(view)),
                _ => throw new InvalidOperationException($"No join for {view.GetType().Name}."),
            });
        }

        return columns;
    }

    /// <summary>A plan's slots for some rows as columns: request columns, each source view's features, and room for what is computed on demand.</summary>
    public static Column[] Gather(FeaturePlan plan, IReadOnlyList<ViewColumns> views, IReadOnlyList<Column> request, int first, int count)
    {
        Column[] slots = [.. plan.SlotTypes.Select(type => Column.Create(type, count))];
        for (var i = 0; i < request.Count; i++)
        {
            slots[i].CopyBlock(request[i], first, count);
        }

        foreach (var view in views)
        {
            var offset = plan.OffsetOf(view.View);
            for (var f = 0; f < view.View.Features.Count; f++)
            {
                view.Copy(slots[offset + f], f, first, count);
            }
        }

        return slots;
    }

    /// <summary>Fills a plan's slots for one row: request columns, then each source view's features.</summary>
    public static void Gather(FeaturePlan plan, IReadOnlyList<ViewColumns> views, IReadOnlyList<Column> request, int row, FeatureValue[] slots)
    {
        for (var i = 0; i < request.Count; i++)
        {
            slots[i] = request[i].Value(row);
        }

        foreach (var view in views)
        {
            var offset = plan.OffsetOf(view.View);
            for (var f = 0; f < view.View.Features.Count; f++)
            {
                slots[offset + f] = view.Value(f, row);
            }
        }
    }
}
