using Larder.Catalog;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Catalog.Lineage;

/// <summary>The features of a market computed the slow way: every question looks at every trade, and a joined source is made anew from all of them.</summary>
internal sealed class NaiveMarket
{
    private static readonly TimeSpan[] Tiles = [TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private readonly Dictionary<string, (EventBatch Rows, EventOrder[] Orders)> _rows = [];

    public NaiveMarket(IReadOnlyList<Trade> trades, SourceDefinition source)
    {
        var batch = new EventBatch(source.Schema, Math.Max(1, trades.Count)) { Count = trades.Count };
        foreach (var (row, trade) in trades.Index())
        {
            FeatureValue[] values =
            [
                FeatureValue.From(trade.Buyer), FeatureValue.From(trade.Product), FeatureValue.From(trade.Quantity), FeatureValue.From(trade.Price), FeatureValue.From(trade.Weight),
                FeatureValue.From(trade.IsReturn), FeatureValue.From(trade.Note), FeatureValue.From(trade.At), FeatureValue.From(trade.SeenAt),
            ];
            foreach (var (column, value) in values.Index())
            {
                batch.Columns[column].Set(row, value);
            }
        }

        _rows[source.Name] = (batch, [.. trades.Select((t, i) => new EventOrder(Instant.From(t.At), Instant.From(source.KnownAt is null ? t.At : t.SeenAt), i))]);
    }

    /// <summary>The features of an entity at a time.</summary>
    public FeatureValue[] Features(CompiledView view, FeatureValue key, Instant at, FeatureValue[] request) => view switch
    {
        CompiledAggregateView aggregate => Of(aggregate, key, at),
        CompiledRowView row => Of(row, key, at),
        CompiledOnDemandView onDemand => [.. onDemand.Functions.Select(f => f([.. request, .. onDemand.Inputs.SelectMany(i => Features(i, key, at, request))]))],
        _ => throw new ArgumentOutOfRangeException(nameof(view)),
    };

    private FeatureValue[] Of(CompiledAggregateView view, FeatureValue key, Instant at)
    {
        var (batch, orders) = RowsOf(view.Source);
        var events = Seen(view, key).Select(row => new NaiveEvent(orders[row], [.. view.Inputs.Select(input => input(batch, row))])).ToArray();
        var aggregates = NaiveWindows.ComputeAll(events, view.Plan.Inputs, view.Plan.Aggregations, view.Plan.Edges, Tiles, at);
        return [.. view.Finalizers.Select(f => f(aggregates))];
    }

    private FeatureValue[] Of(CompiledRowView view, FeatureValue key, Instant at)
    {
        var (batch, orders) = RowsOf(view.Source);
        var found = NaivePointInTime.Lookup(Seen(view, key).Select(row => (orders[row], row)), at, view.Ttl);
        return [.. view.Values.Select(value => found.Status == FeatureStatus.Present ? value(batch, found.Row) : FeatureValue.Null)];
    }

    private IEnumerable<int> Seen(CompiledSourceView view, FeatureValue key)
    {
        var (batch, _) = RowsOf(view.Source);
        return Enumerable.Range(0, batch.Count).Where(row => (view.Filter?.Invoke(batch, row) ?? true) && view.Key(batch, row) == key);
    }

    private (EventBatch Rows, EventOrder[] Orders) RowsOf(SourceDefinition source)
    {
        if (!_rows.TryGetValue(source.Name, out var rows))
        {
            rows = _rows[source.Name] = Joined(source, (JoinDerivation)source.Derivation!);
        }

        return rows;
    }

    private (EventBatch Rows, EventOrder[] Orders) Joined(SourceDefinition source, JoinDerivation join)
    {
        var (batch, orders) = RowsOf(join.Base);
        var compiled = join.Compiled;
        int[] kept = [.. Enumerable.Range(0, batch.Count).Where(row => compiled.Filter?.Invoke(batch, row) ?? true)];
        var made = new EventBatch(source.Schema, Math.Max(1, kept.Length)) { Count = kept.Length };
        foreach (var (at, row) in kept.Index())
        {
            FeatureValue[] slots =
            [
                .. batch.Columns.Select(c => c.Value(row)),
                .. compiled.Joins.SelectMany(j => Features(j.View, j.Key(batch, row), orders[row].EventTime, [])),
            ];
            foreach (var (column, function) in compiled.Functions.Index())
            {
                made.Columns[column].Set(at, function(slots));
            }
        }

        return (made, [.. kept.Select(row => orders[row])]);
    }
}
