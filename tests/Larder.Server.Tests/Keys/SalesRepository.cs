using Larder.Catalog;

namespace Larder.Keys;

public sealed record Sale(string? Customer, long Store, string? Product, DateTime At, double Amount);

public sealed record Bought
{
    public double? Amount { get; init; }
}

public sealed record Share
{
    public double? InStore { get; init; }
}

/// <summary>A service over three entities, one of which has two join keys and shares one with another.</summary>
public sealed class SalesRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new SalesRepository().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<string> Product { get; } = new("product_id");

    public Entity<string, long> CustomerStore { get; } = new("customer_id", "store_id");

    public EventSource<Sale> Sales { get; } = Source.Csv<Sale>("sales.csv", eventTime: s => s.At);

    public RowView<Bought> OfCustomer => Sales.LatestBy(Customer, s => s.Customer, s => new Bought { Amount = s.Amount });

    public RowView<Bought> OfStore => Sales.LatestBy(CustomerStore, s => new { s.Customer, s.Store }, s => new Bought { Amount = s.Amount });

    public RowView<Bought> OfProduct => Sales.LatestBy(Product, s => s.Product, s => new Bought { Amount = s.Amount });

    public OnDemandView<Share> Share => OnDemand(OfStore, OfCustomer, (Bought store, Bought all) => new Share { InStore = store.Amount / all.Amount });

    public FeatureService Everything => Service([OfCustomer, OfStore, OfProduct, Share]);

    public Spine EachSale => Sales.SpineBy(CustomerStore, s => new { s.Customer, s.Store }).With(Product, s => s.Product).EachEvent(s => s.Product == "P1");

    public Model Buys => LogisticRegression(Everything, EachSale);
}
