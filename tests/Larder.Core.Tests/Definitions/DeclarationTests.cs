using Larder.Core.Tests.Catalog;
using Larder.Errors;

namespace Larder.Core.Tests.Definitions;

/// <summary>What is refused the moment it is declared.</summary>
public class DeclarationTests
{
    private static readonly Entity<string> Customer = new("customer_id");
    private static readonly EventSource<Order> Orders = Source.Csv<Order>("a.csv", o => o.PlacedAt);

    [Fact]
    public void Sources()
    {
        Refused(() => Orders.WithTimeZone("Mars/Olympus"), "Source orders: 'Mars/Olympus' is no IANA time zone; use a name such as Europe/London.");
        Refused(() => Orders.WithDelay(TimeSpan.FromSeconds(-1)), "Source orders: a delay of -00:00:01 is negative; rows cannot be known before they happen.");
        Refused(
            () => Orders.LatestBy(new Entity<string>("customer_id"), o => o.Customer, o => new Profile(o.Product, null, null), "latest").WithDelay(TimeSpan.FromSeconds(-1)),
            "View latest: a delay of -00:00:01 is negative; events cannot be known before they happen.");
        Refused(() => Orders.WithKnownAt(o => o.LoadedAt.AddDays(1)), "Source orders: the known-at must be a property of Order, as in l => l.SomeTime.");
        Refused(() => Orders.WithRevisions(o => o.Customer + "x"), "Source orders: the id of revisions must be a property of Order, as in l => l.LineId.");
        Refused(() => Orders.WithRevisions(o => o.PlacedAt), "Source orders: the id of revisions Order.PlacedAt is timestamp; take a text or an integer.");
        Refused(
            () => Orders.WithRevisions(o => o.Customer, o => o.PlacedAt < DateTime.UtcNow),
            "Source orders: its retraction uses DateTime.UtcNow, which reads the ambient clock, so training and serving could differ; use a time that the event carries, or SecondsSinceLast for the time since the newest event.");
        Refused(() => Source.Csv<Order>("a.csv", o => DateTime.UnixEpoch, "Orders"), "Source orders: the event-time must be a property of Order, as in l => l.SomeTime.");
        Refused(() => Orders.Watermark(o => o.PlacedAt), "Source orders: a watermark is for tables and queries; of files each is read once without one.");
        Refused(() => Source.Postgres<Order>("shop", "orders", o => o.PlacedAt, "orders").Watermark(o => o.Customer), "Source orders: the watermark Order.Customer is string; take an integer or a time.");
        Refused(() => Source.Csv<Order>("a.csv", o => o.PlacedAt, "7"), "'7' is no valid source name; use a letter, then letters, digits and underscores, 100 at most.");
    }

    [Fact]
    public void Views()
    {
        var view = Orders.AggregateBy(Customer, o => o.Customer, w => new Sum(w.Count(Window.Days(1))), "total");
        var row = Orders.LatestBy(Customer, o => o.Customer, o => new Latest(), "latest");

        Refused(() => view.WithTiles(TimeSpan.FromMilliseconds(999)), "View total: a tile of 00:00:00.9990000 is too narrow; give at least one second.");
        Refused(() => row.WithTtl(TimeSpan.Zero), "View latest: a time to live of 00:00:00 keeps nothing; give a positive one or none.");
    }

    [Fact]
    public void Spines_and_models()
    {
        var spine = Orders.SpineBy(Customer, o => o.Customer, "weekly");
        var model = new Shop().Returns;

        Refused(
            () => spine.Every(Window.Days(7), Window.Lifetime, Window.Days(7)),
            "Spine weekly: activeWithin cannot be a lifetime; give it a width, for example Window.Days(30).");
        Refused(() => model.WithHoldOut(Window.Lifetime), "Model returns: the hold-out cannot be a lifetime; give it a width, for example Window.Days(56).");
        Refused(() => model.WithBaseline(new Shop().Spend, s => s.Revenue7d + 1), "Model returns: the baseline must be one feature, as in f => f.Recency.");
        Refused(() => model.WithLatencyLimit(TimeSpan.Zero), "Model returns: a latency limit of 00:00:00 can never be met; give a positive one.");
    }

    [Fact]
    public void Entities()
    {
        Refused(() => new Entity<double>("x", "Thing"), "Entity thing has a key of type double; a join key must be string, int or long.");
        Refused(() => new Entity<string>("customer id", "Customer"), "'customer id' is no valid join key name; use a letter, then letters, digits and underscores, 100 at most.");
    }

    [Fact]
    public void Ratios_have_no_value_without_a_denominator()
    {
        FeatureMath.Ratio(1, 2).ShouldBe(0.5);
        FeatureMath.Ratio(1, 0).ShouldBeNull();
        FeatureMath.Ratio(1, -0.0).ShouldBeNull();
        FeatureMath.Ratio(null, 2).ShouldBeNull();
        FeatureMath.Ratio(1, null).ShouldBeNull();
        FeatureMath.Ratio(1, double.NaN)!.Value.ShouldBe(double.NaN);
    }

    private static void Refused(Func<object> declare, string message) => Should.Throw<InvalidDefinitionException>(() => declare()).Message.ShouldBe(message);
}
