#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
namespace Larder.Core.Tests.Catalog;

public sealed record Order(string? Customer, string Product, int Quantity, double Price, DateTime PlacedAt, DateTime LoadedAt, int? Branch, bool Returned)
{
    public double Amount => Quantity * Price;
}

public sealed record Spend
{
    public double Revenue7d { get; init; }

    public double? Average30d { get; init; }

    public long Orders7d { get; init; }

    public long Products { get; init; }

    public double? BigShare { get; init; }
}

public sealed record Profile(string? Product, double? LastPrice, bool? Cheap);

public sealed record Basket(double Value, int? Items, string? Coupon);

public sealed record Trend
{
    public double? Growth { get; init; }

    public double? ToUsual { get; init; }
}

public sealed record Verdict(string? Word, bool Hot);

public sealed record BranchLoad(long Orders);

/// <summary>A repository with every kind of definition.</summary>
public class Shop : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<int> Branch { get; } = new("branch_id");

    public EventSource<Order> Orders => Source.Csv<Order>("orders/*.csv.gz", o => o.PlacedAt)
        .WithTimeZone("Europe/London", LocalTimePolicy.Earlier)
        .WithKnownAt(o => o.LoadedAt)
        .Expect(suite => suite
            .RowCount(atLeast: 10)
            .NullRate(o => o.Customer, atMost: 0.25)
            .QuarantineRate(atMost: 0.1)
            .Row("priced", o => o.Price > 0)
            .NoDuplicates());

    public EventSource<Order> Archive => Source.Parquet<Order>("archive.parquet", o => o.PlacedAt).WithDelay(TimeSpan.FromHours(6));

    public Events<Order> Kept => Orders.Where(o => !o.Returned).Where(o => o.Quantity > 0);

    public AggregateView<Spend> Spend => Kept.AggregateBy(Customer, o => o.Customer, w => new Spend
    {
        Revenue7d = w.Sum(o => o.Amount, Window.Days(7)),
        Average30d = w.Mean(o => o.Amount, Window.Days(30)),
        Orders7d = w.Count(Window.Days(7)),
        Products = w.CountDistinct(o => o.Product, Window.Lifetime),
        BigShare = FeatureMath.Ratio(w.Where(o => o.Quantity > 10).Sum(o => o.Amount, Window.Days(7)), w.Sum(o => o.Amount, Window.Days(7))),
    }).WithEdges(Edge.Inclusive, Edge.Exclusive).WithTiles(TimeSpan.FromHours(1));

    public RowView<Profile> Profile => Orders
        .LatestBy(Customer, o => o.Customer, o => new Profile(o.Product, o.Price, o.Price < 1))
        .WithTtl(TimeSpan.FromDays(90));

    public OnDemandView<Trend> Trend => OnDemandWithRequest(Spend, (Basket b, Spend s) => new Trend
    {
        Growth = FeatureMath.Ratio(s.Revenue7d, s.Average30d),
        ToUsual = FeatureMath.Ratio(b.Value, s.Average30d),
    });

    public OnDemandView<Verdict> Verdict => OnDemand(Trend, Profile, (Trend t, Profile p) => new Verdict(p.Product, t.Growth > 2));

    public AggregateView<BranchLoad> BranchLoad => Archive.AggregateBy(Branch, o => o.Branch, w => new BranchLoad(w.Count(Window.Hours(1))));

    public FeatureService Next => Service([Spend, Profile, Trend, Verdict]);

    public Spine Weekly => Kept.SpineBy(Customer, o => o.Customer).Every(Window.Days(7), activeWithin: Window.Days(30), label: Window.Days(14));

    public Spine PerOrder => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned, o => new Basket(o.Amount, o.Quantity, null));

    public Model Returns => LogisticRegression(Next, PerOrder)
        .WithHoldOut(Window.Days(28))
        .WithBaseline(Spend, s => s.Revenue7d)
        .WithLatencyLimit(TimeSpan.FromMilliseconds(2.5));
}
