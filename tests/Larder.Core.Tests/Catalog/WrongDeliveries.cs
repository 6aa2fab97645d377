namespace Larder.Core.Tests.Catalog;

public sealed class RowsAgainAndAgain : FeatureRepository
{
    public EventSource<Order> Orders { get; } = Source.Postgres<Order>("shop", "orders", o => o.PlacedAt);
}

public sealed class LocalWatermark : FeatureRepository
{
    public EventSource<Order> Orders { get; } = Source.Postgres<Order>("shop", "orders", o => o.PlacedAt).Watermark(o => o.PlacedAt).WithTimeZone("Europe/London");
}
