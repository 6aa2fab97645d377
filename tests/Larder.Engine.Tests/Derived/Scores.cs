using Larder.Catalog;
using Larder.Support;

namespace Larder.Derived;

public sealed record UserActivity
{
    public long Clicks2d { get; init; }

    public double Amount2d { get; init; }

    public double? Mean2d { get; init; }

    public long Points2d { get; init; }
}

public sealed record ShopPage
{
    public string? Page { get; init; }

    public double? Amount { get; init; }
}

public sealed record PerClick
{
    public double? Amount { get; init; }
}

/// <summary>A click with what was known of its user and shop at its time.</summary>
public sealed record Score
{
    public string? User { get; init; }

    public double? OverMean { get; init; }

    public long UserClicks { get; init; }

    public double UserAmount { get; init; }

    public string? Page { get; init; }

    public double? ShopAmount { get; init; }

    public double? PerClick { get; init; }

    public long? Points { get; init; }
}

public sealed record ScoreStats
{
    public double? GreatestOverMean2d { get; init; }

    public double UserAmount2d { get; init; }

    public long UserClicks2d { get; init; }

    public long Pages2d { get; init; }
}

public sealed record LastScore
{
    public double? OverMean { get; init; }

    public string? Page { get; init; }

    public double? PerClick { get; init; }
}

/// <summary>A score beside the greatest before it: a view over the output of a view over the output of a view.</summary>
public sealed record Rise(string? User, double? Before, double Amount);

public sealed record RiseStats
{
    public double? GreatestBefore2d { get; init; }

    public double Amount2d { get; init; }
}

public sealed class ScoreRepository : FeatureRepository
{
    public static readonly TimeSpan Ttl = TimeSpan.FromHours(5);

    public static readonly FeatureCatalog Catalog = new ScoreRepository().Build();

    public Entity<string> User { get; } = new("user_id");

    public Entity<int> Shop { get; } = new("shop_id");

    public EventSource<Click> Clicks { get; } = Source.Csv<Click>("clicks*.csv", eventTime: c => c.At).WithKnownAt(c => c.KnownAt);

    public AggregateView<UserActivity> UserActivity => Clicks.AggregateBy(User, c => c.User, w => new UserActivity
    {
        Clicks2d = w.Count(Window.Days(2)),
        Amount2d = w.Sum(c => c.Amount, Window.Days(2)),
        Mean2d = w.Mean(c => c.Amount, Window.Days(2)),
        Points2d = w.Sum(c => c.Points, Window.Days(2)),
    });

    public RowView<ShopPage> ShopPage => Clicks.LatestBy(Shop, c => c.Shop, c => new ShopPage { Page = c.Page, Amount = c.Amount }).WithTtl(Ttl);

    public OnDemandView<PerClick> PerClick => OnDemand(UserActivity, (UserActivity a) => new PerClick { Amount = FeatureMath.Ratio(a.Amount2d, a.Clicks2d) });

    public DerivedSource<Score> Scores => Clicks.Where(c => c.IsMobile != false)
        .Join(UserActivity, c => c.User)
        .Join(ShopPage, c => c.Shop)
        .Join(PerClick, c => c.User)
        .Select((c, user, shop, each) => new Score
        {
            User = c.User,
            OverMean = c.Amount / user.Mean2d,
            UserClicks = user.Clicks2d,
            UserAmount = user.Amount2d,
            Page = shop.Page,
            ShopAmount = shop.Amount,
            PerClick = each.Amount,
            Points = c.Points,
        });

    public AggregateView<ScoreStats> ScoreStats => Scores.AggregateBy(User, s => s.User, w => new ScoreStats
    {
        GreatestOverMean2d = w.Max(s => s.OverMean, Window.Days(2)),
        UserAmount2d = w.Sum(s => s.UserAmount, Window.Days(2)),
        UserClicks2d = w.Sum(s => s.UserClicks, Window.Days(2)),
        Pages2d = w.CountDistinct(s => s.Page, Window.Days(2)),
    });

    public RowView<LastScore> LastScore => Scores.LatestBy(User, s => s.User, s => new LastScore { OverMean = s.OverMean, Page = s.Page, PerClick = s.PerClick });

    public DerivedSource<Rise> Rises => Scores.Join(ScoreStats, s => s.User).Select((s, stats) => new Rise(s.User, stats.GreatestOverMean2d, s.UserAmount));

    public AggregateView<RiseStats> RiseStats => Rises.AggregateBy(User, r => r.User, w => new RiseStats
    {
        GreatestBefore2d = w.Max(r => r.Before, Window.Days(2)),
        Amount2d = w.Sum(r => r.Amount, Window.Days(2)),
    });

    public FeatureService OfUser => Service([ScoreStats, LastScore, RiseStats]);
}
