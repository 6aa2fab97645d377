#pragma warning disable CA1822 // A repository's properties are read from an instance.
namespace Larder.Docs;

/// <summary>A line of an order.</summary>
public sealed record Line(string CustomerId, string StockCode, int Quantity, double UnitPrice, DateTime InvoiceDate);

public sealed record CustomerSpend
{
    public double Revenue7d { get; init; }

    public double Revenue30d { get; init; }
}

public sealed record ProductStats
{
    public double? MeanPrice90d { get; init; }
}

// snippet:priced
/// <summary>A line beside what the product usually costs and what the customer had spent before.</summary>
public sealed record PricedLine(string CustomerId, double? OverUsualPrice, double SpentBefore);
// end-snippet

public sealed record Peaks
{
    public double? DearestOverUsual30d { get; init; }

    public double? HighestWeek30d { get; init; }
}

// snippet:daily-row
/// <summary>Key, time, known time; the rest are features, so they are nullable.</summary>
public sealed record DailySales
{
    public string? CustomerId { get; init; }

    public DateTime Day { get; init; }

    public DateTime KnownAt { get; init; }

    public long? Units { get; init; }

    public double? Revenue { get; init; }
}
// end-snippet

public sealed record BusyDays
{
    public double? MostUnits90d { get; init; }
}

public sealed record CleanLine
{
    public string? CustomerId { get; init; }

    public DateTime InvoiceDate { get; init; }

    public string? Code { get; init; }
}

/// <summary>The repository that docs/feature-repository.md takes its pieces on derived sources from.</summary>
public sealed class DerivedRepository : FeatureRepository
{
    private const int Units = 1;

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<string> Product { get; } = new("stock_code");

    public EventSource<Line> Lines => Source.Csv<Line>("lines.csv.gz", eventTime: l => l.InvoiceDate);

    public AggregateView<CustomerSpend> CustomerSpend => Lines.AggregateBy(Customer, l => l.CustomerId, w => new CustomerSpend
    {
        Revenue7d = w.Sum(l => l.Quantity * l.UnitPrice, Window.Days(7)),
        Revenue30d = w.Sum(l => l.Quantity * l.UnitPrice, Window.Days(30)),
    });

    public AggregateView<ProductStats> ProductStats => Lines.AggregateBy(Product, l => l.StockCode, w => new ProductStats
    {
        MeanPrice90d = w.Mean(l => l.UnitPrice, Window.Days(90)),
    });

    // snippet:join
    public DerivedSource<PricedLine> PricedLines => Lines
        .Join(CustomerSpend, l => l.CustomerId)
        .Join(ProductStats, l => l.StockCode)
        .Select((l, spend, product) => new PricedLine(l.CustomerId, l.UnitPrice / product.MeanPrice90d, spend.Revenue7d));

    public AggregateView<Peaks> Peaks => PricedLines.AggregateBy(Customer, p => p.CustomerId, w => new Peaks
    {
        DearestOverUsual30d = w.Max(p => p.OverUsualPrice, Window.Days(30)),
        HighestWeek30d = w.Max(p => p.SpentBefore, Window.Days(30)),
    });
    // end-snippet

    // snippet:sql
    public SqlView<DailySales> DailySales => Sql(Customer, (DailySales d) => d.CustomerId, eventTime: d => d.Day, $"""
        SELECT customer_id, date_trunc('day', invoice_date) AS day, max(_known_at) AS known_at,
               sum(quantity) AS units, sum(quantity * unit_price) AS revenue
        FROM {Lines}
        WHERE quantity >= {Units}
        GROUP BY ALL
        """).WithKnownAt(d => d.KnownAt).WithTtl(TimeSpan.FromDays(30));
    // end-snippet

    // snippet:sql-rows
    public AggregateView<BusyDays> BusyDays => DailySales.Rows.AggregateBy(Customer, d => d.CustomerId, w => new BusyDays
    {
        MostUnits90d = w.Max(d => (double?)d.Units, Window.Days(90)),
    });
    // end-snippet

    // snippet:micro-batch
    public SqlView<CleanLine> CleanLine => Sql(Customer, (CleanLine c) => c.CustomerId, eventTime: c => c.InvoiceDate,
            $"SELECT customer_id, invoice_date, regexp_extract(stock_code, '^[0-9]+') AS code FROM {Lines} WHERE stock_code NOT LIKE 'TEST%'")
        .WithDelay(TimeSpan.Zero)
        .WithMode(SqlMode.MicroBatch);
    // end-snippet

    public FeatureService All => Service([Peaks, DailySales, BusyDays, CleanLine]);
}
