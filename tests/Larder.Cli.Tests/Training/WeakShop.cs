using Retail;

namespace Larder.Training;

/// <summary>What the weak model learns from.</summary>
public sealed record RecentOrders
{
    public long Orders7d { get; init; }

    public long Orders90d { get; init; }
}

/// <summary>Shares the sample's names, but its model sees less, so it cannot beat the sample's; nor its own baseline, which is all it sees.</summary>
#pragma warning disable CA1822 // Definitions are properties of the repository, whether or not they use another one.
public sealed class WeakShop : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<OrderLine> OrderLines => Source.Csv<OrderLine>("order_lines.csv.gz", eventTime: l => l.InvoiceDate);

    public AggregateView<RecentOrders> CustomerSpend => OrderLines.AggregateBy(Customer, l => l.CustomerId, w => new RecentOrders
    {
        Orders7d = w.CountDistinct(l => l.InvoiceNo, Window.Days(7)),
        Orders90d = w.Count(Window.Days(90)),
    });

    public FeatureService Repurchase => Service([CustomerSpend]);

    public Spine WeeklyBuyers => OrderLines.SpineBy(Customer, l => l.CustomerId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));

    public Model BuysAgain => LogisticRegression(Repurchase, WeeklyBuyers).WithHoldOut(Window.Days(56)).WithBaseline(CustomerSpend, s => s.Orders90d);
}
