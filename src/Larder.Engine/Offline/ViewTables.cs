using Larder.Catalog;
using Larder.Engine;
using Larder.OnDemand;

namespace Larder.Offline;

/// <summary>The offline tables of a plan's views, each at the version and the instant its view is pinned to.</summary>
internal sealed class ViewTables
{
    private readonly Dictionary<string, OfflineTable> _byView = new(StringComparer.Ordinal);

    private ViewTables()
    {
    }

    /// <summary>One table per view; views of one source that are pinned alike have the same events.</summary>
    public IEnumerable<OfflineTable> All => _byView.Values;

    /// <summary>The table of a view.</summary>
    public OfflineTable this[CompiledSourceView view] => _byView[view.Name];

    /// <summary>Opens the tables.</summary>
    /// <param name="workspace">Where they lie.</param>
    /// <param name="plan">The views.</param>
    /// <param name="pins">By view; views that are not named see the newest version.</param>
    /// <param name="cancellationToken">Stops the read of the logs.</param>
    public static async Task<ViewTables> OpenAsync(
        Workspace workspace, FeaturePlan plan, IReadOnlyDictionary<string, HistoryPin>? pins, CancellationToken cancellationToken)
    {
        var opened = new Dictionary<(string Source, long? Version), OfflineTable>();
        var tables = new ViewTables();
        foreach (var view in plan.Sources)
        {
            var pin = pins?.GetValueOrDefault(view.Name);
            var wanted = (view.Source.Name, pin?.Table.Version);
            if (!opened.TryGetValue(wanted, out var table))
            {
                table = await OfflineTable.OpenAsync(workspace.OfflinePath, view.Source, wanted.Version, cancellationToken).ConfigureAwait(false);
                opened.Add(wanted, table);
            }

            tables._byView.Add(view.Name, (pin is null ? table : table.Until(pin.AsOf, view is CompiledRowView ? pin.AsOf : null)).For(view));
        }

        return tables;
    }
}
