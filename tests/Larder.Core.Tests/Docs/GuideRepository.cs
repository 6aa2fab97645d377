using Larder.Quality;

namespace Larder.Docs;

#pragma warning disable CA1822 // A repository's properties are read from an instance.

/// <summary>The repository that docs/feature-repository.md takes its pieces from.</summary>
public sealed class GuideRepository : FeatureRepository
{
    private const double Large = 100;

    // snippet:entity
    public Entity<long> Account { get; } = new("account_id");
    // end-snippet

    // snippet:csv
    public EventSource<Payment> Payments => Source.Csv<Payment>("data/payments-*.csv.gz", eventTime: p => p.PaidAt)
        .WithTimeZone("Europe/Berlin", LocalTimePolicy.Earlier)
        .WithKnownAt(p => p.BookedAt)
        .Expect(Suite);
    // end-snippet

    // snippet:parquet
    public EventSource<Payment> Archive => Source.Parquet<Payment>("data/archive/*.parquet", eventTime: p => p.PaidAt)
        .WithDelay(TimeSpan.FromHours(6));
    // end-snippet

    // snippet:json
    public EventSource<Payment> Feed => Source.Json<Payment>("data/feed", eventTime: p => p.PaidAt)
        .WithId(p => p.PaymentId);
    // end-snippet

    // snippet:delta
    public EventSource<Payment> Warehouse => Source.Delta<Payment>("/lake/payments", eventTime: p => p.PaidAt)
        .From(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
    // end-snippet

    // snippet:postgres
    public EventSource<Payment> Booked => Source.Postgres<Payment>("shop", "public.payments", eventTime: p => p.PaidAt)
        .Watermark(p => p.BookedAt)
        .WithId(p => p.PaymentId);
    // end-snippet

    // snippet:revisions
    public EventSource<Posting> Ledger => Source.Parquet<Posting>("data/ledger/*.parquet", eventTime: p => p.ValueDate)
        .WithKnownAt(p => p.RecordedAt)
        .WithRevisions(p => p.PostingId, retraction: p => p.Op == "delete");
    // end-snippet

    // snippet:where
    public Events<Payment> Kept => Payments.Where(p => !p.IsRefunded).Where(p => p.Amount > 0);
    // end-snippet

    // snippet:aggregate
    public AggregateView<Activity> Activity => Payments.AggregateBy(Account, p => p.AccountId, w => new Activity
    {
        Count7d = w.Count(Window.Days(7)),
        Amount7d = w.Sum(p => p.Amount, Window.Days(7)),
        Pieces7d = w.Sum(p => p.Pieces, Window.Days(7)),
        MeanAmount30d = w.Mean(p => p.Amount, Window.Days(30)),
        LeastAmount30d = w.Min(p => p.Amount, Window.Days(30)),
        GreatestAmount30d = w.Max(p => p.Amount, Window.Days(30)),
        Merchants30d = w.CountDistinct(p => p.Merchant, Window.Days(30)),
        HoursSinceLast = w.SecondsSinceLast(Window.Days(30)) / 3_600,
        CountEver = w.Count(Window.Lifetime),
        RefundShare30d = FeatureMath.Ratio(w.Where(p => p.IsRefunded).Count(Window.Days(30)), w.Count(Window.Days(30))),
        WeekOverMonth = FeatureMath.Ratio(w.Sum(p => p.Total, Window.Days(7)), w.Sum(p => p.Total, Window.Days(30))),
    });
    // end-snippet

    // snippet:edges
    public AggregateView<Pace> Pace => Kept.AggregateBy(Account, p => p.AccountId, w => new Pace(w.Mean(p => p.Pieces, Window.Hours(36))))
        .WithEdges(leading: Edge.Inclusive, trailing: Edge.Exclusive)
        .WithTiles(TimeSpan.FromHours(1));
    // end-snippet

    // snippet:latest
    public RowView<LastPayment> LastPayment => Kept.LatestBy(Account, p => p.AccountId, p => new LastPayment
    {
        Merchant = p.Merchant,
        Amount = p.Amount,
        IsLarge = p.Amount > Large,
    }).WithTtl(TimeSpan.FromDays(180));
    // end-snippet

    // snippet:on-demand
    public OnDemandView<Comparison> Comparison => OnDemand(LastPayment, Activity, (LastPayment last, Activity a) =>
        new Comparison(FeatureMath.Ratio(last.Amount, a.MeanAmount30d)));

    public OnDemandView<Fit> Fit => OnDemandWithRequest(Activity, (Checkout c, Activity a) =>
        new Fit(FeatureMath.Ratio(c.Amount, a.MeanAmount30d), c.Currency == null ? null : c.Currency != "EUR"));

    public OnDemandView<Basket> Basket => FromRequest((Checkout c) => new Basket(c.Amount < 10));
    // end-snippet

    // snippet:service
    public FeatureService Risk => Service([Activity, LastPayment, Comparison]);

    public FeatureService AtCheckout => Service([Activity, Fit, Basket]);
    // end-snippet

    // snippet:cutoffs
    public Spine Weekly => Kept.SpineBy(Account, p => p.AccountId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));
    // end-snippet

    // snippet:each-event
    public Spine EachPayment => Payments.SpineBy(Account, p => p.AccountId)
        .EachEvent(label: p => p.IsRefunded, request: p => new Checkout(p.Amount, p.Currency));
    // end-snippet

    // snippet:model
    public Model PaysAgain => LogisticRegression(Risk, Weekly)
        .WithHoldOut(Window.Days(56))
        .WithBaseline(Activity, a => a.HoursSinceLast)
        .WithLatencyLimit(TimeSpan.FromMilliseconds(1));

    public Model WillRefund => LogisticRegression(AtCheckout, EachPayment);
    // end-snippet

    // snippet:encodings
    public Model PaysAgainByMerchant => LogisticRegression(Risk, Weekly)
        .WithTargetEncoding(LastPayment, l => l.Merchant, smoothing: 20)
        .WithOrdinalEncoding(LastPayment, l => l.IsLarge);
    // end-snippet

    // snippet:suite
    private static ExpectationSuite<Payment> Suite(ExpectationSuite<Payment> payments) => payments
        .Row("amount_positive", p => p.Amount > 0)
        .Row("currency_known", p => p.Currency == null || p.Currency.Length == 3)
        .NoDuplicates()
        .RowCount(atLeast: 100, atMost: 10_000_000)
        .NullRate(p => p.Currency, atMost: 0.2)
        .QuarantineRate(atMost: 0.01);
    // end-snippet
}
