using Larder.Catalog;

namespace Larder.Erasure;

public sealed record Rental(string Customer, long Store, DateTime At, double Amount, string? Note);

public sealed record RentalSums(double Amount, long Rentals);

public sealed record RentalLast(string? Note);

public sealed record RentalShare
{
    public required string Customer { get; init; }

    public double? Share { get; init; }
}

public sealed record ShareSums(double Share);

/// <summary>Rentals by customer, by customer and store, with a computed key, and a derived source.</summary>
public sealed class RentalRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new RentalRepository().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<string, long> Account { get; } = new("customer_id", "store_id");

    public Entity<long> Store { get; } = new("store_id");

    public EventSource<Rental> Rentals { get; } = Source.Csv<Rental>("rentals.csv", r => r.At).Expect(r => r.Row("amount_positive", x => x.Amount > 0));

    public AggregateView<RentalSums> OfCustomer => Rentals.AggregateBy(Customer, r => r.Customer.Trim(), w => new RentalSums(w.Sum(r => r.Amount, Window.Lifetime), w.Count(Window.Lifetime)));

    public RowView<RentalLast> OfAccount => Rentals.LatestBy(Account, r => new { r.Customer, r.Store }, r => new RentalLast(r.Note));

    public AggregateView<RentalSums> OfStore => Rentals.AggregateBy(Store, r => r.Store, w => new RentalSums(w.Sum(r => r.Amount, Window.Lifetime), w.Count(Window.Lifetime)));

    public DerivedSource<RentalShare> Shares => Rentals.Join(OfCustomer, r => r.Customer)
        .Select((r, sums) => new RentalShare { Customer = r.Customer, Share = FeatureMath.Ratio(r.Amount, sums.Amount) });

    public AggregateView<ShareSums> OfShares => Shares.AggregateBy(Customer, s => s.Customer, w => new ShareSums(w.Sum(s => s.Share, Window.Lifetime)));

    public FeatureService ForCustomer => Service([OfCustomer, OfShares]);

    public Spine EachRental => Rentals.SpineBy(Customer, r => r.Customer).EachEvent(r => r.Amount > 2);
}
