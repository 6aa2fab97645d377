using Larder;
using Larder.Pipelines.Schedules;

namespace Retail;

/// <summary>Features of a shop's customers, and a model of who buys again.</summary>
public sealed class RetailRepository : FeatureRepository
{
    // snippet:checks
    private static readonly Expectation<OrderLine>[] Checks =
    [
        Expect.Column((OrderLine l) => l.CustomerId).NotNull(mostly: 0.65),
        Expect.Column((OrderLine l) => l.CustomerId).Matches("[0-9]{5}", anchored: true),
        Expect.Column((OrderLine l) => l.InvoiceDate).SaneTime(floor: new DateTime(2009, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
        Expect.Column((OrderLine l) => l.UnitPrice).Between(0, 1_000, mostly: 0.99),
        Expect.Column((OrderLine l) => l.Quantity).NotInSet([0]),
        Expect.Column((OrderLine l) => l.Country).DistinctCount(atMost: 60),
        Expect.Row<OrderLine>("returns_are_cancellations", l => l.Quantity > 0 || l.InvoiceNo.StartsWith('C'), mostly: 0.99),
        Expect.Column((OrderLine l) => l.CustomerId).NotNull().Named("customer_missing").AsWarning(),
        Expect.Column((OrderLine l) => l.InvoiceNo).Like("C%", negate: true).Named("cancellation").AsWarning(),
        Expect.Column((OrderLine l) => l.UnitPrice).Between(atLeast: 0).Named("price_negative").AsWarning(),
        Expect.Column((OrderLine l) => l.UnitPrice).NotInSet([0]).Named("price_zero").AsWarning(),
        Expect.Column((OrderLine l) => l.StockCode).OneLetterCase().Named("stock_code_case").AsWarning(),
        Expect.Columns<OrderLine>(l => l.InvoiceNo, l => l.StockCode, l => l.Description, l => l.Quantity, l => l.InvoiceDate, l => l.UnitPrice, l => l.CustomerId, l => l.Country)
            .Unique().Named("line_repeated").AsWarning(),
    ];
    // end-snippet

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<OrderLine> OrderLines => Source.Csv<OrderLine>("order_lines.csv.gz", eventTime: l => l.InvoiceDate)
        .WithTimeZone("Europe/London")
        .Expect(lines => lines
            .RowCount(atLeast: 1_000)
            .NullRate(l => l.CustomerId, atMost: 0.35)
            .NullRate(l => l.Description, atMost: 0.01)
            .QuarantineRate(atMost: 0.40)
            .Row("customer_known", l => l.CustomerId != null)
            .Row("price_positive", l => l.UnitPrice > 0)
            .NoDuplicates()
            .Check(Checks));

    public Events<OrderLine> Purchases => OrderLines.Where(l => l.Quantity > 0 && !l.InvoiceNo.StartsWith('C'));

    public AggregateView<CustomerSpend> CustomerSpend => Purchases.AggregateBy(Customer, l => l.CustomerId, w => new CustomerSpend
    {
        Revenue7d = w.Sum(l => l.Amount, Window.Days(7)),
        Revenue30d = w.Sum(l => l.Amount, Window.Days(30)),
        Revenue90d = w.Sum(l => l.Amount, Window.Days(90)),
        Orders7d = w.CountDistinct(l => l.InvoiceNo, Window.Days(7)),
        Orders30d = w.CountDistinct(l => l.InvoiceNo, Window.Days(30)),
        Orders90d = w.CountDistinct(l => l.InvoiceNo, Window.Days(90)),
        Products30d = w.CountDistinct(l => l.StockCode, Window.Days(30)),
        Products90d = w.CountDistinct(l => l.StockCode, Window.Days(90)),
        AverageBasket90d = FeatureMath.Ratio(w.Sum(l => l.Amount, Window.Days(90)), w.CountDistinct(l => l.InvoiceNo, Window.Days(90))),
        RecencyDays = w.SecondsSinceLast(Window.Days(90)) / 86_400,
    });

    public RowView<CustomerProfile> CustomerProfile => OrderLines.LatestBy(Customer, l => l.CustomerId, l => new CustomerProfile
    {
        Country = l.Country,
        IsDomestic = l.Country == "United Kingdom",
        LastUnitPrice = l.UnitPrice,
    }).WithTtl(TimeSpan.FromDays(180));

    public OnDemandView<Momentum> Momentum => OnDemand(CustomerSpend, (CustomerSpend s) => new Momentum
    {
        RevenueTrend = FeatureMath.Ratio(3 * s.Revenue30d, s.Revenue90d),
        OrdersPerMonth = s.Orders90d / 3.0,
    });

    // snippet:notes
    public FeatureService Repurchase => Service([CustomerSpend, CustomerProfile, Momentum])
        .WithDescription("What is known of a customer who may buy again")
        .WithOwner("growth@example.org")
        .WithTags("weekly", "repurchase");
    // end-snippet

    public Spine WeeklyBuyers => Purchases.SpineBy(Customer, l => l.CustomerId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));

    public Model BuysAgain => LogisticRegression(Repurchase, WeeklyBuyers)
        .WithHoldOut(Window.Days(56))
        .WithBaseline(CustomerSpend, s => s.RecencyDays);

    // snippet:pipelines
    public Pipeline DailyFeatures => Pipeline(p =>
    {
        var stored = p.Ingest(OrderLines).WithRetries(2);
        p.Materialize(CustomerSpend).After(stored);
        p.Materialize(CustomerProfile).After(stored);
    })
        .WithDescription("Brings new order lines in and the features of customers into the online store")
        .WithSchedule(Schedule.Cron("30 2 * * *", "Europe/London"));

    public Pipeline WeeklyTraining => Pipeline(p => p.Train(BuysAgain, p.TrainingSet(BuysAgain)))
        .WithDescription("Trains the model anew; the champion changes only if every gate passes")
        .WithSchedule(Schedule.Cron("0 4 * * MON", "Europe/London"));
    // end-snippet
}
