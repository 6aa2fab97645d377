namespace Larder.Bench.Incremental;

/// <summary>A line of an order.</summary>
public sealed record OrderLine(long CustomerId, DateTime At, double Amount);

/// <summary>What a customer did lately.</summary>
public sealed record Lately(double Sum1d, long Count1d, double Sum7d, long Count7d, double Sum30d, long Count30d);

/// <summary>The last line.</summary>
public sealed record LastLine(double? Amount);

/// <summary>Customers and their order lines, as windows and as the newest row.</summary>
public sealed class IncrementalRepository : FeatureRepository
{
    public Entity<long> Customer { get; } = new("customer_id");

    public EventSource<OrderLine> OrderLines { get; } = Source.Parquet<OrderLine>("order_lines.parquet", l => l.At, "OrderLines");

    public AggregateView<Lately> Lately => OrderLines.AggregateBy(Customer, l => l.CustomerId, w => new Lately(
        w.Sum(l => l.Amount, Window.Days(1)),
        w.Count(Window.Days(1)),
        w.Sum(l => l.Amount, Window.Days(7)),
        w.Count(Window.Days(7)),
        w.Sum(l => l.Amount, Window.Days(30)),
        w.Count(Window.Days(30))));

    public RowView<LastLine> LastLine => OrderLines.LatestBy(Customer, l => l.CustomerId, l => new LastLine(l.Amount));

    public FeatureService OfCustomer => Service([Lately, LastLine]);
}
