using Larder.Catalog;

namespace Larder.Support;

/// <summary>One line of the real shop's invoices.</summary>
public sealed record OrderLine(
    string InvoiceNo, string StockCode, string? Description, int Quantity, DateTime InvoiceDate, double UnitPrice, string? CustomerId, string Country);

public sealed record Spend
{
    public double Revenue7d { get; init; }

    public double Revenue90d { get; init; }

    public long Orders30d { get; init; }

    public long ProductsEver { get; init; }

    public double? MeanPrice30d { get; init; }

    public double? RecencyDays { get; init; }
}

public sealed record Profile
{
    public string? Country { get; init; }

    public bool? IsDomestic { get; init; }

    public double? LastUnitPrice { get; init; }
}

public sealed record Trend
{
    public double? Weekly { get; init; }
}

/// <summary>Features over the real shop's invoices.</summary>
public sealed class ShopFeatures : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new ShopFeatures().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<OrderLine> OrderLines { get; } = Source.Csv<OrderLine>("online_retail.csv.gz", eventTime: l => l.InvoiceDate)
        .WithTimeZone("Europe/London")
        .Expect(lines => lines
            .NullRate(l => l.CustomerId, atMost: 0.25)
            .NullRate(l => l.Description, atMost: 0.01)
            .Row("customer_known", l => l.CustomerId != null)
            .Row("price_positive", l => l.UnitPrice > 0)
            .NoDuplicates());

    public AggregateView<Spend> Spend => OrderLines.Where(l => l.Quantity > 0).AggregateBy(Customer, l => l.CustomerId, w => new Spend
    {
        Revenue7d = w.Sum(l => l.Quantity * l.UnitPrice, Window.Days(7)),
        Revenue90d = w.Sum(l => l.Quantity * l.UnitPrice, Window.Days(90)),
        Orders30d = w.CountDistinct(l => l.InvoiceNo, Window.Days(30)),
        ProductsEver = w.CountDistinct(l => l.StockCode, Window.Days(400)),
        MeanPrice30d = w.Mean(l => l.UnitPrice, Window.Days(30)),
        RecencyDays = w.SecondsSinceLast(Window.Days(90)) / 86_400,
    });

    public RowView<Profile> Profile => OrderLines.LatestBy(Customer, l => l.CustomerId, l => new Profile
    {
        Country = l.Country,
        IsDomestic = l.Country == "United Kingdom",
        LastUnitPrice = l.UnitPrice,
    }).WithTtl(TimeSpan.FromDays(60));

    public OnDemandView<Trend> Trend => OnDemand(Spend, (Spend s) => new Trend { Weekly = FeatureMath.Ratio(s.Revenue7d, s.Revenue90d) });

    public FeatureService Repurchase => Service([Spend, Profile, Trend]);

    public Spine Weekly => OrderLines.Where(l => l.Quantity > 0).SpineBy(Customer, l => l.CustomerId)
        .Every(Window.Days(7), activeWithin: Window.Days(90), label: Window.Days(30));
}

/// <summary>The real shop's invoices, ingested once for all tests that read them.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    internal World World { get; private set; } = null!;

    internal Ingestion.IngestReport Report { get; private set; } = null!;

    internal string? Input { get; private set; }

    public async ValueTask InitializeAsync()
    {
        World = new World(ShopFeatures.Catalog);
        Input = SharedData.Find("online_retail.csv.gz");
        if (Input is not null)
        {
            Report = await Ingestion.EventIngestion.RunAsync(World.Workspace, World.Catalog.Source("order_lines"), Input);
        }
    }

    public ValueTask DisposeAsync()
    {
        World.Dispose();
        return ValueTask.CompletedTask;
    }
}
