using Larder.Catalog;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Runs the source views of a plan at every row of a spine.</summary>
internal static class PointInTimeJoin
{
    /// <summary>Pins the newest version of each source's table.</summary>
    public static async Task<Dictionary<string, OfflineTable>> OpenTablesAsync(
        Workspace workspace, IEnumerable<SourceDefinition> sources, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, OfflineTable>(StringComparer.Ordinal);
        foreach (var source in sources.DistinctBy(s => s.Name))
        {
            tables.Add(source.Name, await OfflineTable.OpenAsync(workspace.OfflinePath, source, cancellationToken).ConfigureAwait(false));
        }

        return tables;
    }

    /// <summary>One result per source view of the plan, in its order.</summary>
    public static IReadOnlyList<ViewColumns> Run(
        ScanContext context, FeaturePlan plan, Dictionary<string, OfflineTable> tables, SpineIndex index, IProgress<StepProgress>? progress)
    {
        var columns = new List<ViewColumns>();
        foreach (var view in plan.Sources)
        {
            progress?.Report(new StepProgress($"joining {view.Name}", columns.Count, plan.Sources.Count));
            var table = tables[view.Source.Name];
            columns.Add(view switch
            {
                CompiledRowView rows => RowJoin.Run(context, table, rows, index),
                CompiledAggregateView aggregate => AggregateJoin.Run(context, table, aggregate, index),
                _ => throw new InvalidOperationException($"No join for {view.GetType().Name}."),
            });
        }

        return columns;
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
