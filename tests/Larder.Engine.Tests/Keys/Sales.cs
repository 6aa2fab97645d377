using Larder.Catalog;

namespace Larder.Keys;

/// <summary>An event with parts of keys of every type, each of which may be missing.</summary>
public sealed record Sale(string? Customer, long? Store, int? Till, string? Product, DateTime At, DateTime KnownAt, double? Amount, bool IsLarge);

public sealed record Totals
{
    public long Sales2d { get; init; }

    public double Amount2d { get; init; }

    public double AmountEver { get; init; }
}

public sealed record Newest
{
    public double? Amount { get; init; }

    public string? Product { get; init; }
}

public sealed record Asked
{
    public double? Limit { get; init; }
}

public sealed record Shares
{
    public double? OfCustomer { get; init; }

    public double? ToLimit { get; init; }
}

/// <summary>Entities of one, two and three join keys that share columns, and one whose columns are named as the engine's own.</summary>
public sealed class SalesRepository : FeatureRepository
{
    public static readonly TimeSpan Ttl = TimeSpan.FromHours(30);

    public static readonly FeatureCatalog Catalog = new SalesRepository().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<string> Product { get; } = new("product_id");

    public Entity<string, long> CustomerStore { get; } = new("customer_id", "store_id");

    public Entity<long, int> StoreTill { get; } = new("store_id", "till_id");

    public Entity<string, string, int> Slot { get; } = new("customer_id", "product_id", "till_id");

    public Entity<string, long> Oddly { get; } = new("rowid", "column0");

    public EventSource<Sale> Sales { get; } = Source.Parquet<Sale>("sales*.parquet", eventTime: s => s.At).WithKnownAt(s => s.KnownAt);

    public AggregateView<Totals> OfCustomer => Sales.AggregateBy(Customer, s => s.Customer, w => new Totals
    {
        Sales2d = w.Count(Window.Days(2)),
        Amount2d = w.Sum(s => s.Amount, Window.Days(2)),
        AmountEver = w.Sum(s => s.Amount, Window.Lifetime),
    });

    public RowView<Newest> LastOfProduct => Sales.LatestBy(Product, s => s.Product, s => new Newest { Amount = s.Amount, Product = s.Product });

    public AggregateView<Totals> OfCustomerStore => Sales.AggregateBy(CustomerStore, s => new { s.Customer, s.Store }, w => new Totals
    {
        Sales2d = w.Count(Window.Days(2)),
        Amount2d = w.Sum(s => s.Amount, Window.Days(2)),
        AmountEver = w.Sum(s => s.Amount, Window.Lifetime),
    });

    public RowView<Newest> LastOfCustomerStore => Sales.Where(s => !s.IsLarge)
        .LatestBy(CustomerStore, s => new { s.Customer, s.Store }, s => new Newest { Amount = s.Amount, Product = s.Product }).WithTtl(Ttl);

    public AggregateView<Totals> OfStoreTill => Sales.AggregateBy(StoreTill, s => new { s.Store, s.Till }, w => new Totals
    {
        Sales2d = w.Count(Window.Days(2)),
        Amount2d = w.Sum(s => s.Amount, Window.Days(2)),
        AmountEver = w.Sum(s => s.Amount, Window.Lifetime),
    });

    public RowView<Newest> LastOfSlot => Sales.LatestBy(Slot, s => new { s.Customer, s.Product, s.Till }, s => new Newest { Amount = s.Amount, Product = s.Product });

    /// <summary>An int where the entity has a long.</summary>
    public AggregateView<Totals> OfOddly => Sales.AggregateBy(Oddly, s => new { s.Product, s.Till }, w => new Totals
    {
        Sales2d = w.Count(Window.Days(2)),
        Amount2d = w.Sum(s => s.Amount, Window.Days(2)),
        AmountEver = w.Sum(s => s.Amount, Window.Lifetime),
    });

    public OnDemandView<Shares> Shares => OnDemand(OfCustomerStore, OfCustomer, (Totals store, Totals all) => new Shares
    {
        OfCustomer = FeatureMath.Ratio(store.AmountEver, all.AmountEver),
        ToLimit = null,
    });

    public OnDemandView<Shares> Limited => OnDemandWithRequest(LastOfProduct, (Asked a, Newest last) => new Shares { ToLimit = FeatureMath.Ratio(last.Amount, a.Limit) });

    public FeatureService InStore => Service([OfCustomerStore, LastOfCustomerStore]);

    public FeatureService AtTill => Service([OfStoreTill]);

    public FeatureService InSlot => Service([LastOfSlot]);

    public FeatureService OddlyNamed => Service([OfOddly]);

    public FeatureService Everything => Service([OfCustomer, LastOfProduct, OfCustomerStore, LastOfCustomerStore, OfStoreTill, LastOfSlot, Shares, Limited]);

    public Spine EachSale => Sales.SpineBy(Customer, s => s.Customer)
        .With(Product, s => s.Product)
        .With(StoreTill, s => new { s.Store, s.Till })
        .EachEvent(s => s.IsLarge, s => new Asked { Limit = s.Amount });

    public Spine StoreDaily => Sales.SpineBy(CustomerStore, s => new { s.Customer, s.Store }).Every(Window.Days(1), activeWithin: Window.Days(2), label: Window.Hours(20));
}
