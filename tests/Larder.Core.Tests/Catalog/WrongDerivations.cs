#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
namespace Larder.Core.Tests.Catalog;

/// <summary>An order beside what was usual.</summary>
public sealed record Priced(string? Customer, double Ratio, double? Average);

public sealed record HalfPriced
{
    public string? Customer { get; init; }

    public double? Ratio { get; init; }
}

public sealed record DayTotal
{
    public string? Customer { get; init; }

    public DateTime Day { get; init; }

    public long? Orders { get; init; }
}

public sealed record FirmTotal(string? Customer, DateTime Day, long Orders);

public sealed record NoTotal(string? Customer, DateTime Day);

public sealed record PricedStats
{
    public double? Greatest { get; init; }
}

public class Derivations : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<int> Branch { get; } = new("branch_id");

    public EventSource<Order> Orders => Source.Csv<Order>("orders.csv", o => o.PlacedAt).WithKnownAt(o => o.LoadedAt);

    public AggregateView<Spend> Spend => Orders.AggregateBy(Customer, o => o.Customer, w => new Spend { Average30d = w.Mean(o => o.Price, Window.Days(30)) });
}

public sealed class GoodDerivations : Derivations
{
    public int Limit { get; init; } = 1;

    public DerivedSource<Priced> Priced => Orders.Where(o => o.Quantity > Limit)
        .Join(Spend, o => o.Customer)
        .Select((o, spend) => new Priced(o.Customer, o.Price, spend.Average30d));

    public AggregateView<PricedStats> PricedStats => Priced.AggregateBy(Customer, p => p.Customer, w => new PricedStats { Greatest = w.Max(p => p.Ratio / p.Average, Window.Days(30)) });

    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"""
        SELECT customer, date_trunc('day', placed_at) AS day, count(*) AS orders FROM {Orders} WHERE quantity > {Limit} AND product <> {"it's"} GROUP BY ALL
        """).WithDelay(TimeSpan.FromDays(1));

    public FeatureService All => Service([PricedStats, Daily]);
}

public sealed class JoinsWrongKey : Derivations
{
    public DerivedSource<HalfPriced> Priced => Orders.Join(Spend, o => o.Branch).Select((o, spend) => new HalfPriced { Customer = o.Customer, Ratio = spend.Average30d });
}

public sealed class LeavesOut : Derivations
{
    public DerivedSource<HalfPriced> Priced => Orders.Join(Spend, o => o.Customer).Select((o, spend) => new HalfPriced { Customer = o.Customer });
}

public sealed class JoinsRequest : Derivations
{
    public OnDemandView<Trend> Trend => OnDemandWithRequest<Basket, Spend, Trend>(Spend, (r, s) => new Trend { ToUsual = r.Value / s.Average30d });

    public DerivedSource<HalfPriced> Priced => Orders.Join(Trend, o => o.Customer).Select((o, trend) => new HalfPriced { Customer = o.Customer, Ratio = trend.ToUsual });
}

public sealed class JoinsClock : Derivations
{
    public DerivedSource<HalfPriced> Priced => Orders.Join(Spend, o => o.Customer)
        .Select((o, spend) => new HalfPriced { Customer = o.Customer, Ratio = spend.Average30d * DateTime.UtcNow.Hour });
}

public sealed class JoinsHidden : Derivations
{
    public DerivedSource<HalfPriced> Priced => Archive.Join(Spend, o => o.Customer).Select((o, spend) => new HalfPriced { Customer = o.Customer, Ratio = spend.Average30d });

    private static EventSource<Order> Archive => Source.Csv<Order>("archive.csv", o => o.PlacedAt);
}

public sealed class JoinsRevised : Derivations
{
    public EventSource<Order> Booked => Source.Csv<Order>("booked.csv", o => o.PlacedAt).WithRevisions(o => o.Product);

    public DerivedSource<HalfPriced> Priced => Booked.Join(Spend, o => o.Customer).Select((o, spend) => new HalfPriced { Customer = o.Customer, Ratio = spend.Average30d });
}

public sealed class InACircle : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Order> Orders { get; } = Source.Csv<Order>("orders.csv", o => o.PlacedAt);

    public DerivedSource<HalfPriced> Priced => Orders.Join(Stats, o => o.Customer).Select((o, stats) => new HalfPriced { Customer = o.Customer, Ratio = stats.Greatest });

    public AggregateView<PricedStats> Stats => Priced.AggregateBy(Customer, p => p.Customer, w => new PricedStats { Greatest = w.Max(p => p.Ratio, Window.Days(30)) });
}

public sealed class SqlWithoutKnown : Derivations
{
    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"SELECT customer, date_trunc('day', placed_at) AS day, count(*) AS orders FROM {Orders} GROUP BY ALL");
}

public sealed class SqlOverRequest : Derivations
{
    public OnDemandView<Trend> Trend => FromRequest((Basket r) => new Trend { ToUsual = r.Value });

    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Trend}");
}

public sealed class SqlOverView : Derivations
{
    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Spend}");
}

public sealed class SqlOverFiltered : Derivations
{
    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Orders.Where(o => o.Price > 0)}");
}

public sealed class SqlOfFirmFeature : Derivations
{
    public SqlView<FirmTotal> Daily => Sql(Customer, (FirmTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Orders}").WithDelay(TimeSpan.Zero);
}

public sealed class SqlWithoutFeatures : Derivations
{
    public SqlView<NoTotal> Daily => Sql(Customer, (NoTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Orders}").WithDelay(TimeSpan.Zero);
}

public sealed class SqlBatchesOfTwo : Derivations
{
    public EventSource<Order> Archive => Source.Csv<Order>("archive.csv", o => o.PlacedAt);

    public SqlView<DayTotal> Daily => Sql(Customer, (DayTotal d) => d.Customer, d => d.Day, $"SELECT * FROM {Orders} UNION ALL SELECT * FROM {Archive}").WithMode(SqlMode.MicroBatch);
}
