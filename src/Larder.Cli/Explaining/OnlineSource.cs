using Larder.Aggregation;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Explaining;

/// <summary>What the online store holds.</summary>
internal sealed class OnlineSource(Workspace workspace, AppliedVersions versions) : IExplainedSource
{
    private readonly StoredRows _rows = new(workspace.Online);

    public string Name => "the online store";

    public async Task<string> DescribeAsync(CompiledSourceView view, CancellationToken cancellationToken)
    {
        var state = await workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, versions.Of(view)), cancellationToken)
            ?? throw new NotFoundException($"The view {view.Name} is not materialized; run 'larder materialize'.");
        return $"{state.Source} as of {state.AsOf}";
    }

    public Task<EntityEvents> EventsAsync(CompiledAggregateView view, FeatureValue key, CancellationToken cancellationToken) =>
        _rows.EventsAsync(view, versions.Of(view), EntityKey.From(key), cancellationToken);

    public async Task<IReadOnlyList<HistoryRow>> RowsAsync(CompiledRowView view, FeatureValue key, CancellationToken cancellationToken) =>
        await _rows.RowAsync(view, versions.Of(view), EntityKey.From(key), cancellationToken) is { } row ? [new HistoryRow(row.Order, null, row.Values)] : [];

    public async Task<OfflineEntry> ReadAsync(string reference, OfflinePoint point, CancellationToken cancellationToken)
    {
        var reader = new FeatureReader(workspace.Catalog, versions, workspace.Online);
        using var frame = reader.PlanOf([reference]).Rent();
        frame.SetKeys(0, point.Keys);
        for (var column = 0; column < point.Request.Count; column++)
        {
            frame.SetRequest(0, column, point.Request[column]);
        }

        await reader.ReadAsync(frame, point.At, cancellationToken);
        return new OfflineEntry(frame.Value(0, 0), frame.Status(0, 0), frame.EventTime(0, 0));
    }
}
