using Larder.Catalog;

namespace Larder.Support;

/// <summary>An event with a column of every type and keys of every type.</summary>
public sealed record Click(
    string? User,
    int? Shop,
    long? Device,
    DateTime At,
    DateTime KnownAt,
    double? Amount,
    long? Points,
    string? Page,
    bool? IsMobile,
    float? Weight,
    DateTime? Due);

public sealed record LastClick
{
    public double? Amount { get; init; }

    public long? Points { get; init; }

    public string? Page { get; init; }

    public bool? IsMobile { get; init; }

    public float? Weight { get; init; }

    public DateTime? Due { get; init; }

    public int? Shop { get; init; }

    public double? AmountPerPoint { get; init; }
}

public sealed record FreshClick
{
    public string? Page { get; init; }

    public double? Amount { get; init; }
}

public sealed record Activity
{
    public long Clicks1h { get; init; }

    public long Clicks2d { get; init; }

    public double Amount1h { get; init; }

    public double Amount2d { get; init; }

    public double AmountEver { get; init; }

    public long Points2d { get; init; }

    public double? Mean2d { get; init; }

    public double? Least2d { get; init; }

    public double? Greatest2d { get; init; }

    public long? LeastPoints2d { get; init; }

    public long? GreatestPointsEver { get; init; }

    public long Pages2d { get; init; }

    public long DistinctPoints2d { get; init; }

    public double? Recency2d { get; init; }

    public double MobileAmount2d { get; init; }
}

public sealed record Clipped
{
    public long Clicks1h { get; init; }

    public double Amount2d { get; init; }

    public double? Mean2d { get; init; }

    public double? RecencyEver { get; init; }
}

public sealed record ClickRequest
{
    public double? Basket { get; init; }
}

public sealed record Ratio
{
    public double? BasketToAmount { get; init; }

    public double? AmountShare { get; init; }
}

public sealed class ClickRepository : FeatureRepository
{
    public static readonly TimeSpan Ttl = TimeSpan.FromHours(5);

    public static readonly TimeSpan Lag = TimeSpan.FromHours(1);

    public static readonly FeatureCatalog Catalog = new ClickRepository().Build();

    public Entity<string> User { get; } = new("user_id");

    public Entity<int> Shop { get; } = new("shop_id");

    public Entity<long> Device { get; } = new("device_id");

    public EventSource<Click> Clicks { get; } = Source.Csv<Click>("clicks*.csv", eventTime: c => c.At).WithKnownAt(c => c.KnownAt).WithBounds(c => c.Page);

    public RowView<LastClick> LastOfUser => Clicks.LatestBy(User, c => c.User, c => new LastClick
    {
        Amount = c.Amount,
        Points = c.Points,
        Page = c.Page,
        IsMobile = c.IsMobile,
        Weight = c.Weight,
        Due = c.Due,
        Shop = c.Shop,
        AmountPerPoint = c.Amount / c.Points,
    });

    public RowView<FreshClick> FreshOfUser => Clicks.Where(c => c.IsMobile == true)
        .LatestBy(User, c => c.User, c => new FreshClick { Page = c.Page, Amount = c.Amount })
        .WithTtl(Ttl);

    public RowView<FreshClick> FreshOfShop => Clicks.LatestBy(Shop, c => c.Shop ?? 0, c => new FreshClick { Page = c.Page, Amount = c.Amount }).WithTtl(Ttl);

    public RowView<FreshClick> LastOfDevice => Clicks.LatestBy(Device, c => c.Device ?? 0L, c => new FreshClick { Page = c.Page, Amount = c.Amount });

    public AggregateView<Activity> Activity => Clicks.AggregateBy(User, c => c.User, w => new Activity
    {
        Clicks1h = w.Count(Window.Hours(1)),
        Clicks2d = w.Count(Window.Days(2)),
        Amount1h = w.Sum(c => c.Amount, Window.Hours(1)),
        Amount2d = w.Sum(c => c.Amount, Window.Days(2)),
        AmountEver = w.Sum(c => c.Amount, Window.Lifetime),
        Points2d = w.Sum(c => c.Points, Window.Days(2)),
        Mean2d = w.Mean(c => c.Amount, Window.Days(2)),
        Least2d = w.Min(c => c.Amount, Window.Days(2)),
        Greatest2d = w.Max(c => c.Amount, Window.Days(2)),
        LeastPoints2d = w.Min(c => c.Points, Window.Days(2)),
        GreatestPointsEver = w.Max(c => c.Points, Window.Lifetime),
        Pages2d = w.CountDistinct(c => c.Page, Window.Days(2)),
        DistinctPoints2d = w.CountDistinct(c => c.Points, Window.Days(2)),
        Recency2d = w.SecondsSinceLast(Window.Days(2)),
        MobileAmount2d = w.Where(c => c.IsMobile == true).Sum(c => c.Amount, Window.Days(2)),
    });

    public AggregateView<Clipped> Clipped => Clicks.AggregateBy(User, c => c.User, w => new Clipped
    {
        Clicks1h = w.Count(Window.Hours(1)),
        Amount2d = w.Sum(c => c.Amount, Window.Days(2)),
        Mean2d = w.Mean(c => c.Amount, Window.Days(2)),
        RecencyEver = w.SecondsSinceLast(Window.Lifetime),
    }).WithEdges(Edge.Inclusive, Edge.Exclusive).WithTiles(TimeSpan.FromHours(1));

    public RowView<FreshClick> PublishedOfUser => Clicks.LatestBy(User, c => c.User, c => new FreshClick { Page = c.Page, Amount = c.Amount }).WithTtl(Ttl).WithDelay(Lag);

    public AggregateView<Clipped> Published => Clicks.AggregateBy(User, c => c.User, w => new Clipped
    {
        Clicks1h = w.Count(Window.Hours(1)),
        Amount2d = w.Sum(c => c.Amount, Window.Days(2)),
        Mean2d = w.Mean(c => c.Amount, Window.Days(2)),
        RecencyEver = w.SecondsSinceLast(Window.Lifetime),
    }).WithEdges(Edge.Inclusive, Edge.Exclusive).WithTiles(TimeSpan.FromHours(1)).WithDelay(Lag);

    /// <summary>Windows of one hour only, so that most events lie before every window that can be asked for.</summary>
    public AggregateView<Clipped> Hourly => Clicks.AggregateBy(Device, c => c.Device ?? 0L, w => new Clipped
    {
        Clicks1h = w.Count(Window.Hours(1)),
        Amount2d = w.Sum(c => c.Amount, Window.Hours(1)),
        Mean2d = w.Mean(c => c.Amount, Window.Hours(1)),
        RecencyEver = w.SecondsSinceLast(Window.Hours(1)),
    });

    public OnDemandView<Ratio> Ratio => OnDemandWithRequest<ClickRequest, Activity, Ratio>(Activity, (r, a) => new Ratio
    {
        BasketToAmount = FeatureMath.Ratio(r.Basket, a.Amount2d),
        AmountShare = FeatureMath.Ratio(a.Amount1h, a.AmountEver),
    });

    public FeatureService OfUser => Service([LastOfUser, FreshOfUser, Activity, Clipped]);

    public FeatureService OfUserLate => Service([PublishedOfUser, Published, Clipped]);

    public FeatureService OfUserRequest => Service([Activity, Ratio]);

    public FeatureService OfShop => Service([FreshOfShop]);

    public FeatureService OfDevice => Service([LastOfDevice, Hourly]);

    public Spine EachMobileClick => Clicks.Where(c => c.IsMobile == true).SpineBy(User, c => c.User)
        .EachEvent(c => c.Points > 0, c => new ClickRequest { Basket = c.Amount });

    public Spine QuarterDaily => Clicks.SpineBy(User, c => c.User).Every(Window.Hours(6), activeWithin: Window.Hours(12), label: Window.Hours(9));
}
