using Larder.Catalog;
using Larder.Support;

namespace Larder.Offline.Maintenance;

public sealed record DayTotal(string Customer, DateTime Day, double? Total);

/// <summary>Sources that keep 30 days of history, one with revisions, and one that keeps it for ever.</summary>
public sealed class KeptRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new KeptRepository().Build();

    private static TimeSpan History => TimeSpan.FromDays(30);

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Line> Recent { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithRetention(History).Expect(lines => lines.Row("amount_positive", l => l.Amount > 0));

    public EventSource<Line> Revised { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At).WithRetention(History).WithRevisions(l => l.Note);

    public EventSource<Line> Ever { get; } = Source.Csv<Line>("lines.csv", eventTime: l => l.At);

    public AggregateView<LineSums> Sums => Recent.AggregateBy(Customer, l => l.Customer, w => new LineSums { Lines30d = w.Count(Window.Days(30)), Amount30d = w.Sum(l => l.Amount, Window.Days(30)) });

    public SqlView<DayTotal> Totals => Sql(Customer, (DayTotal t) => t.Customer, eventTime: t => t.Day, $"SELECT customer, date_trunc('day', _event_time) AS day, sum(amount) AS total FROM {Recent} GROUP BY ALL")
        .WithDelay(TimeSpan.FromDays(1));

    public FeatureService OfCustomer => Service([Sums]);

    public Spine EachLine => Recent.SpineBy(Customer, l => l.Customer).EachEvent(l => l.Amount > 500);
}
