namespace Larder.Docs;

#pragma warning disable CA1822 // A repository's properties are read from an instance.

/// <summary>A sale at a till; who bought is not always known, nor is every sale scanned.</summary>
public sealed record Sale(string? CustomerId, long StoreId, string? StockCode, double Amount, bool IsReturned, DateTime SoldAt);

public sealed record Buying
{
    public long Sales30d { get; init; }

    public double Amount30d { get; init; }
}

public sealed record LastPrice
{
    public double? Amount { get; init; }
}

public sealed record Loyalty
{
    public double? ShareOfStore { get; init; }
}

/// <summary>The pieces of docs/feature-repository.md about entities with several join keys and services over several entities.</summary>
public sealed class KeysRepository : FeatureRepository
{
    // snippet:composite-entity
    public Entity<string, long> CustomerStore { get; } = new("customer_id", "store_id");
    // end-snippet

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<string> Product { get; } = new("stock_code");

    public EventSource<Sale> Sales => Source.Csv<Sale>("sales.csv", eventTime: s => s.SoldAt).WithDelay(TimeSpan.FromHours(1));

    // snippet:composite-view
    public AggregateView<Buying> InStore => Sales.AggregateBy(CustomerStore, s => new { s.CustomerId, s.StoreId }, w => new Buying
    {
        Sales30d = w.Count(Window.Days(30)),
        Amount30d = w.Sum(s => s.Amount, Window.Days(30)),
    });
    // end-snippet

    // snippet:composite-spine
    public Spine StoreWeekly => Sales.SpineBy(CustomerStore, s => new { s.CustomerId, s.StoreId })
        .Every(Window.Days(7), activeWithin: Window.Days(30), label: Window.Days(14));
    // end-snippet

    public AggregateView<Buying> Anywhere => Sales.AggregateBy(Customer, s => s.CustomerId, w => new Buying
    {
        Sales30d = w.Count(Window.Days(30)),
        Amount30d = w.Sum(s => s.Amount, Window.Days(30)),
    });

    public RowView<LastPrice> LastPrice => Sales.LatestBy(Product, s => s.StockCode, s => new LastPrice { Amount = s.Amount });

    // snippet:several-entities
    public OnDemandView<Loyalty> Loyalty => OnDemand(InStore, Anywhere, (Buying store, Buying all) =>
        new Loyalty { ShareOfStore = FeatureMath.Ratio(store.Amount30d, all.Amount30d) });

    public FeatureService Returns => Service([Anywhere, InStore, LastPrice, Loyalty]);

    public Spine EachSale => Sales.SpineBy(CustomerStore, s => new { s.CustomerId, s.StoreId })
        .With(Product, s => s.StockCode)
        .EachEvent(label: s => s.IsReturned);

    public Model WillReturn => LogisticRegression(Returns, EachSale);
    // end-snippet
}
