using Larder.Aggregation;
using Larder.Offline;
using Larder.Reference;
using Larder.Types;

namespace Larder.Keys;

/// <summary>What the views of <see cref="SalesRepository"/> yield, by the naive twins and the declarations written out once more.</summary>
internal sealed class NaiveSales(IReadOnlyList<Sold> history)
{
    private static readonly AggregationSpec[] Totals =
    [
        new(AggregationKind.Count, -1, -1, Window.Days(2)),
        new(AggregationKind.Sum, 0, -1, Window.Days(2)),
        new(AggregationKind.Sum, 0, -1, Window.Lifetime),
    ];

    /// <summary>The features of a view for an entity at a time.</summary>
    /// <param name="view">The view's name.</param>
    /// <param name="entity">Its entity.</param>
    /// <param name="key">One value per part of the entity's key.</param>
    /// <param name="at">The time.</param>
    public OfflineEntry[] Of(string view, Entity entity, IReadOnlyList<FeatureValue> key, Instant at)
    {
        var mine = history.Where(h => NaiveKey.Matches(key, SaleCase.KeyOf(entity, h.Sale)));
        return view.StartsWith("last", StringComparison.Ordinal)
            ? Row(view == "last_of_customer_store" ? mine.Where(h => !h.Sale.IsLarge) : mine, at, view == "last_of_customer_store" ? SalesRepository.Ttl : null)
            : Windows(mine, at);
    }

    private static OfflineEntry[] Windows(IEnumerable<Sold> mine, Instant at)
    {
        NaiveEvent[] events = [.. mine.Select(h => new NaiveEvent(h.Order, [FeatureValue.From(h.Sale.Amount)]))];
        var edges = new WindowEdges(false, false);
        var newest = NaiveWindows.NewestEvent(events, edges, at);
        TimeSpan[] tiles = [TimeSpan.FromHours(1), TimeSpan.FromDays(1)];
        return
        [
            .. Totals.Select(t => new OfflineEntry(
                NaiveWindows.Compute(events, [ColumnType.Float64], t, edges, tiles, at), newest is null ? FeatureStatus.NotFound : FeatureStatus.Present, newest)),
        ];
    }

    private static OfflineEntry[] Row(IEnumerable<Sold> mine, Instant at, TimeSpan? ttl)
    {
        (EventOrder, Sale)[] all = [.. mine.Select(h => (h.Order, h.Sale))];
        var found = NaivePointInTime.Lookup(all, at, ttl);
        var newest = NaivePointInTime.Lookup(all, at, null).Order?.EventTime;
        return [Entry(FeatureValue.From(found.Row?.Amount)), Entry(FeatureValue.From(found.Row?.Product))];

        OfflineEntry Entry(FeatureValue value) => new(value, found.Status == FeatureStatus.Present && value.IsNull ? FeatureStatus.NullValue : found.Status, newest);
    }
}
