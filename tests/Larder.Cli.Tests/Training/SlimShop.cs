using Retail;

namespace Larder.Training;

/// <summary>All that the slim model learns from.</summary>
public sealed record RecentSpend
{
    public long Orders90d { get; init; }

    public double? RecencyDays { get; init; }
}

/// <summary>The shop's model after most of its features were given up: it cannot feed the champion that was trained before.</summary>
#pragma warning disable CA1822 // Definitions are properties of the repository, whether or not they use another one.
public sealed class SlimShop : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<OrderLine> OrderLines => Source.Csv<OrderLine>("order_lines.csv.gz", eventTime: l => l.InvoiceDate);

    public AggregateView<RecentSpend> CustomerSpend => OrderLines.AggregateBy(Customer, l => l.CustomerId, w => new RecentSpend
    {
        Orders90d = w.Count(Window.Days(90)),
        RecencyDays = w.SecondsSinceLast(Window.Days(90)) / 86_400,
    });

    public FeatureService Repurchase => Service([CustomerSpend]);

    public Spine WeeklyBuyers => OrderLines.SpineBy(Customer, l => l.CustomerId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));

    public Model BuysAgain => LogisticRegression(Repurchase, WeeklyBuyers).WithHoldOut(Window.Days(56));
}
