namespace Larder.Core.Tests.Catalog;

public sealed class RowsAgainAndAgain : FeatureRepository
{
    public EventSource<Order> Orders { get; } = Source.Postgres<Order>("shop", "orders", o => o.PlacedAt);
}

/// <summary>Says in the log whose the rows are, where an erasure does not reach it.</summary>
public sealed class KeyWithBounds : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Order> Orders { get; } = Source.Csv<Order>("orders.csv", o => o.PlacedAt).WithBounds(o => o.Product, o => o.Customer);

    public RowView<LatestOrder> Latest => Orders.LatestBy(Customer, o => o.Customer!.ToUpperInvariant(), o => new LatestOrder { Product = o.Product });
}

public sealed record LatestOrder
{
    public string? Product { get; init; }
}

public sealed class LocalWatermark : FeatureRepository
{
    public EventSource<Order> Orders { get; } = Source.Postgres<Order>("shop", "orders", o => o.PlacedAt).Watermark(o => o.PlacedAt).WithTimeZone("Europe/London");
}
