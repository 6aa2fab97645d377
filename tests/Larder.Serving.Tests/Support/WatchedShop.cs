using Larder.Catalog;
using Larder.Serving.Monitoring;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Support;

/// <summary>The shop's profile, spend and basket as they are, with objectives, checks and a canary: served from the shop's stores.</summary>
public sealed class WatchedShop : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new WatchedShop().Build();

    public static readonly AppliedVersions Applied = new(
        Catalog.Views.ToDictionary(v => v.Name, v => Shop.Applied.Views[v.Name]), Catalog.Services.ToDictionary(s => s.Name, s => Shop.Applied.Services[s.Name]));

    private readonly Shop _plain = new();

    public Entity<string> Customer => _plain.Customer;

    public EventSource<Visit> Visits => _plain.Visits;

    public AggregateView<Spend> Spend => _plain.Spend;

    // snippet:freshness
    public RowView<Profile> Profile => _plain.Profile.WithFreshness(TimeSpan.FromDays(2));

    // end-snippet

    public OnDemandView<Trend> Trend => OnDemand(Spend, Profile, (Spend s, Profile p) => new Trend
    {
        PerVisit = FeatureMath.Ratio(s.Amount7d, s.Visits7d),
    });

    // snippet:request
    public OnDemandView<Basket> Basket => OnDemandWithRequest(Profile, (BasketRequest r, Profile p) => new Basket
    {
        Ratio = r.BasketValue / p.Amount,
        HasCoupon = r.Coupon != null,
    })
        .WithRequestChecks([Expect.Column((BasketRequest r) => r.BasketValue).Between(atMost: 1_000).Named("basket_large")])
        .WithRequestChecks([Expect.Column((BasketRequest r) => r.BasketValue).Between(atLeast: 0).Named("basket_negative")], refuses: true);

    // end-snippet

    // snippet:service
    public FeatureService Checkout => Service([Profile, Basket])
        .WithRequired(Profile, p => p.Page, p => p.Amount)
        .WithChecks(Profile, [Expect.Row<Profile>("page_short", p => p.Page!.Length < 6)], share: 0.5)
        .WithChecks(Profile, [Expect.Column((Profile p) => p.Amount).Between(atMost: 100).When(p => p.Page != "gold")])
        .WithCanary("C1");

    // end-snippet

    public FeatureService Everything => Service([Spend, Profile, Trend]);

    /// <summary>A reader of the shop's stores that counts.</summary>
    public static FeatureReader Read(ShopWorld world, ServingMonitor monitor) => new(Catalog, Applied, world.Store, monitor: monitor);

    /// <summary>Reads a service for customers as of a time, with a basket.</summary>
    public static async Task<FeatureFrame> ReadAsync(FeatureReader reader, string service, Instant at, double basket, params string?[] customers)
    {
        var frame = reader.PlanOf(service).Rent();
        for (var row = 0; row < customers.Length; row++)
        {
            frame.SetKey(row, customers[row] is { } key ? EntityKey.From(key) : null);
            if (frame.Plan.Plan.Request.Count > 0)
            {
                frame.SetRequest(row, 0, FeatureValue.From(basket));
            }
        }

        await reader.ReadAsync(frame, at);
        return frame;
    }
}
