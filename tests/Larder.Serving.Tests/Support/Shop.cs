using Larder.Catalog;

namespace Larder.Support;

public sealed record Visit(string? CustomerId, long ProductId, DateTime At, string Page, double Amount, long Items, int Rank, bool Member, float Score);

public sealed record Spend
{
    public long Visits7d { get; init; }

    public double Amount7d { get; init; }

    public double? MeanAmount7d { get; init; }

    public long Pages7d { get; init; }
}

public sealed record Profile
{
    public string? Page { get; init; }

    public bool? Member { get; init; }

    public int? Rank { get; init; }

    public long? Items { get; init; }

    public float? Score { get; init; }

    public double? Amount { get; init; }

    public DateTime? SeenAt { get; init; }
}

public sealed record Totals
{
    public long Visits { get; init; }

    public double MeanAmount { get; init; }
}

public sealed record Stock
{
    public long? Items { get; init; }
}

public sealed record Trend
{
    public double? PerVisit { get; init; }
}

public sealed record BasketRequest(double BasketValue, string? Coupon);

public sealed record Basket
{
    public double? Ratio { get; init; }

    public bool HasCoupon { get; init; }
}

public sealed record Greeting
{
    public string? Text { get; init; }
}

public sealed record Probe(bool Flag, int Small, long Big, float Single, double Wide, string Name, DateTime When);

public sealed record Echo
{
    public bool Flag { get; init; }

    public int Small { get; init; }

    public long Big { get; init; }

    public float Single { get; init; }

    public double Wide { get; init; }

    public string? Name { get; init; }

    public DateTime When { get; init; }
}

public sealed record Faulty
{
    public long Share { get; init; }
}

public sealed record Taste
{
    public float[]? Embedding { get; init; }

    public long[]? Ids { get; init; }

    public double[]? Weights { get; init; }

    public string[]? Tags { get; init; }

    public FeatureMap<long>? Counts { get; init; }

    public FeatureMap<double>? Shares { get; init; }
}

public sealed record Habits
{
    public string[]? LastPages { get; init; }

    public FeatureMap<long>? ItemsByPage { get; init; }

    public long Items { get; init; }

    public FeatureMap<long[]>? LastItemsByPage { get; init; }

    public FeatureMap<string>? LastPageByPage { get; init; }
}

public sealed record Plenty
{
    public long? ItemsAndOne { get; init; }
}

public sealed record Asked(float[] Query, long[]? Numbers, double[]? Ratios, string[]? Words, FeatureMap<long>? Amounts, FeatureMap<double>? Prices);

public sealed record Told
{
    public float[]? Query { get; init; }

    public long[]? Numbers { get; init; }

    public double[]? Ratios { get; init; }

    public string[]? Words { get; init; }

    public FeatureMap<long>? Amounts { get; init; }

    public FeatureMap<double>? Prices { get; init; }

    public double? First { get; init; }
}

/// <summary>A repository with one view of every kind.</summary>
public sealed class Shop : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new Shop().Build();

    public static readonly AppliedVersions Applied = new(
        Catalog.Views.Where(v => v.Name != "unapplied").ToDictionary(v => v.Name, v => v.Name == "profile" ? 3 : 1),
        Catalog.Services.ToDictionary(s => s.Name, _ => 2));

    public Entity<string> Customer { get; } = new("customer_id");

    public Entity<long> Product { get; } = new("product_id");

    public EventSource<Visit> Visits { get; } = Source.Csv<Visit>("visits.csv", eventTime: v => v.At);

    public AggregateView<Spend> Spend => Visits.AggregateBy(Customer, v => v.CustomerId, w => new Spend
    {
        Visits7d = w.Count(Window.Days(7)),
        Amount7d = w.Sum(v => v.Amount, Window.Days(7)),
        MeanAmount7d = w.Mean(v => v.Amount, Window.Days(7)),
        Pages7d = w.CountDistinct(v => v.Page, Window.Days(7)),
    });

    public AggregateView<Totals> Totals => Visits.AggregateBy(Customer, v => v.CustomerId, w => new Totals
    {
        Visits = w.Count(Window.Lifetime),
        MeanAmount = w.Sum(v => v.Amount, Window.Lifetime) / w.Count(Window.Lifetime),
    });

    public RowView<Profile> Profile => Visits.LatestBy(Customer, v => v.CustomerId, v => new Profile
    {
        Page = v.Page,
        Member = v.Member,
        Rank = v.Rank,
        Items = v.Items,
        Score = v.Score,
        Amount = v.Amount,
        SeenAt = v.At,
    }).WithTtl(TimeSpan.FromDays(30));

    public RowView<Stock> Stock => Visits.LatestBy(Product, v => v.ProductId, v => new Stock { Items = v.Items });

    public RowView<Taste> Taste => Visits.LatestBy(Customer, v => v.CustomerId, v => new Taste
    {
        Embedding = new[] { v.Score, -v.Score },
        Ids = new[] { v.Items },
        Weights = new[] { v.Amount },
        Tags = new[] { v.Page },
        Counts = new FeatureMap<long>(new[] { KeyValuePair.Create(v.Page, v.Items) }),
        Shares = new FeatureMap<double>(new[] { KeyValuePair.Create(v.Page, v.Amount) }),
    });

    public AggregateView<Habits> Habits => Visits.AggregateBy(Customer, v => v.CustomerId, w => new Habits
    {
        LastPages = w.LastN(v => v.Page, 2, Window.Days(7)),
        ItemsByPage = w.By(v => v.Page).Sum(v => v.Items, Window.Days(7)),
        Items = w.Sum(v => v.Items, Window.Days(7)),
        LastItemsByPage = w.By(v => v.Page).LastN(v => v.Items, 2, Window.Days(7)),
        LastPageByPage = w.By(v => v.Page).Last(v => v.Page, Window.Days(7)),
    });

    public OnDemandView<Plenty> Plenty => OnDemand(Habits, (Habits h) => new Plenty { ItemsAndOne = h.Items + 1 });

    public OnDemandView<Told> Told => OnDemandWithRequest(Taste, (Asked a, Taste t) => new Told
    {
        Query = a.Query,
        Numbers = a.Numbers,
        Ratios = a.Ratios,
        Words = a.Words,
        Amounts = a.Amounts,
        Prices = a.Prices,
        First = t.Embedding == null || t.Embedding.Length == 0 ? null : t.Embedding[0] * (double)a.Query[0],
    });

    public RowView<Stock> Unapplied => Visits.LatestBy(Customer, v => v.CustomerId, v => new Stock { Items = v.Items });

    public OnDemandView<Trend> Trend => OnDemand(Spend, Profile, (Spend s, Profile p) => new Trend
    {
        PerVisit = FeatureMath.Ratio(s.Amount7d, s.Visits7d),
    });

    public OnDemandView<Basket> Basket => OnDemandWithRequest(Profile, (BasketRequest r, Profile p) => new Basket
    {
        Ratio = r.BasketValue / p.Amount,
        HasCoupon = r.Coupon != null,
    });

    public OnDemandView<Greeting> Greeting { get; } = FromRequest((BasketRequest r) => new Greeting { Text = r.Coupon });

    public OnDemandView<Echo> Echo { get; } = FromRequest((Probe p) => new Echo
    {
        Flag = p.Flag,
        Small = p.Small,
        Big = p.Big,
        Single = p.Single,
        Wide = p.Wide,
        Name = p.Name,
        When = p.When,
    });

    public OnDemandView<Faulty> Faulty => OnDemand(Spend, (Spend s) => new Faulty { Share = 100 / s.Visits7d });

    public FeatureService Everything => Service([Spend, Profile, Trend]);

    public FeatureService Checkout => Service([Profile, Basket]);

    public Spine Spine => Visits.SpineBy(Customer, v => v.CustomerId).Every(Window.Days(7), Window.Days(30), Window.Days(30));

    public Spine EachVisit => Visits.SpineBy(Customer, v => v.CustomerId).EachEvent(v => v.ProductId > 3, v => new BasketRequest(v.Amount, null));

    public Model Returns => LogisticRegression(Everything, Spine);

    public Model Buys => LogisticRegression(Checkout, EachVisit);
}
