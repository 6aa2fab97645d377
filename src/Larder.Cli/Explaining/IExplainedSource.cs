using Larder.Aggregation;
using Larder.Catalog;
using Larder.Offline;
using Larder.Types;

namespace Larder.Cli.Explaining;

/// <summary>Where the rows of an entity are taken from.</summary>
internal interface IExplainedSource
{
    /// <summary>What it is, for people: <c>history</c>.</summary>
    string Name { get; }

    /// <summary>What a view's rows are, for people: <c>rides@3</c>.</summary>
    Task<string> DescribeAsync(CompiledSourceView view, CancellationToken cancellationToken);

    /// <summary>The events of an aggregate view.</summary>
    Task<EntityEvents> EventsAsync(CompiledAggregateView view, FeatureValue key, CancellationToken cancellationToken);

    /// <summary>The rows of a row view, in the total order.</summary>
    Task<IReadOnlyList<HistoryRow>> RowsAsync(CompiledRowView view, FeatureValue key, CancellationToken cancellationToken);

    /// <summary>The feature as training sets or serving have it.</summary>
    Task<OfflineEntry> ReadAsync(string reference, OfflinePoint point, CancellationToken cancellationToken);
}
