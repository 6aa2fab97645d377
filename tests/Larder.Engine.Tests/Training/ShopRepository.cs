namespace Larder.Training;

public sealed record Line(string Customer, DateTime At, double Amount);

public sealed record Spend
{
    public double? RevenueSum { get; init; }

    public double? RecencyDays { get; init; }
}

public sealed class ShopRepository : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Line> Lines { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At);

    public AggregateView<Spend> Spend => Lines.AggregateBy(Customer, l => l.Customer, w => new Spend
    {
        RevenueSum = w.Sum(l => l.Amount, Window.Days(30)),
        RecencyDays = w.SecondsSinceLast(Window.Days(90)) / 86_400,
    });

    public FeatureService Repurchase => Service([Spend]);

    public Spine Weekly => Lines.SpineBy(Customer, l => l.Customer)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));

    public Model BuysAgain => LogisticRegression(Repurchase, Weekly).WithHoldOut(Window.Days(56)).WithBaseline(Spend, s => s.RecencyDays);

    public Model Rate => LogisticRegression(Repurchase, Weekly).WithHoldOut(Window.Days(56));
}
