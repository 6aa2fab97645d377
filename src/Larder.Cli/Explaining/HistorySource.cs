using Larder.Aggregation;
using Larder.Catalog;
using Larder.Engine;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Explaining;

/// <summary>The newest version of history.</summary>
internal sealed class HistorySource(Workspace workspace) : IExplainedSource
{
    private readonly EntityHistory _history = new(workspace);
    private readonly OfflineFeatures _features = new(workspace);

    public string Name => "history";

    public async Task<string> DescribeAsync(CompiledSourceView view, CancellationToken cancellationToken) =>
        (await _features.NewestVersionAsync(view.Source, cancellationToken)).ToString();

    public async Task<EntityEvents> EventsAsync(CompiledAggregateView view, FeatureValue key, CancellationToken cancellationToken) =>
        (await _history.EventsAsync(view, [key], cancellationToken))[0];

    public async Task<IReadOnlyList<HistoryRow>> RowsAsync(CompiledRowView view, FeatureValue key, CancellationToken cancellationToken) =>
        (await _history.RowsAsync(view, [key], cancellationToken))[0];

    public async Task<OfflineEntry> ReadAsync(string reference, OfflinePoint point, CancellationToken cancellationToken)
    {
        var vector = (await _features.ReadAsync(FeaturePlan.For(workspace.Catalog, [reference]), [point], cancellationToken))[0];
        return vector.Thrown is { } thrown ? throw thrown : vector.Entries[0];
    }
}
