#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;

namespace Larder.Core.Tests.Catalog;

/// <summary>A definition's hash changes exactly when its meaning does.</summary>
public class MeaningTests
{
    private static readonly Entity<string> Customer = new("customer_id");
    private static readonly EventSource<Order> Orders = Source.Csv<Order>("a.csv", o => o.PlacedAt);
    private static readonly string Aggregate = HashOf(SumOf(Orders));

    [Fact]
    public void Another_way_of_writing_the_same_does_not_change_the_hash()
    {
        var (days, week) = (7, Window.Days(7));
        string[] same =
        [
            HashOf(Orders.AggregateBy(Customer, order => order.Customer, all => new Total { Sum = all.Sum(one => one.Price, Window.Hours(168)) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, week) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Of(TimeSpan.FromDays(days))) }, "view")),
            HashOf(SumOf(Orders).WithEdges()),
            HashOf(SumOf(Orders).WithDelay(TimeSpan.Zero)),
            HashOf(SumOf(Orders).WithTiles(TimeSpan.FromHours(1), TimeSpan.FromDays(1))),
            HashOf(SumOf(Orders.WithDelay(TimeSpan.Zero))),
            HashOf(SumOf(Source.Csv<Order>("elsewhere.csv", o => o.PlacedAt, "Orders"))),
            HashOf(SumOf(Orders.Expect(s => s.Row("priced", o => o.Price > 0)))),
        ];

        same.ShouldAllBe(hash => hash == Aggregate);
    }

    [Fact]
    public void Whatever_changes_an_aggregate_view_changes_its_hash()
    {
        string[] hashes =
        [
            Aggregate,
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(8)) }, "view")),
            HashOf(SumOf(Orders.WithRevisions(o => o.Product))),
            HashOf(SumOf(Orders.WithRevisions(o => o.Quantity))),
            HashOf(SumOf(Orders.WithRevisions(o => o.Product, o => o.Returned))),
            HashOf(SumOf(Orders.WithRevisions(o => o.Product, o => !o.Returned))),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Lifetime) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Quantity * 1.0, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Where(o => o.Returned).Sum(o => o.Price, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Mean(o => o.Price, Window.Days(7)) ?? 0 }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Whole { Sum = w.Sum(o => o.Quantity, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Sums(w.Sum(o => o.Price, Window.Days(7))), "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Product, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(new Entity<string>("client_id", "Customer"), o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(new Entity<string>("customer_id", "Client"), o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(7)) }, "view")),
            HashOf(Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(7)) }, "other")),
            HashOf(SumOf(Orders.Where(o => o.Quantity > 0))),
            HashOf(SumOf(Orders.Where(o => o.Quantity > 1))),
            HashOf(SumOf(Orders).WithEdges(leading: Edge.Inclusive)),
            HashOf(SumOf(Orders).WithDelay(TimeSpan.FromHours(2))),
            HashOf(SumOf(Orders).WithDelay(TimeSpan.FromHours(3))),
            HashOf(SumOf(Orders).WithEdges(trailing: Edge.Exclusive)),
            HashOf(SumOf(Orders).WithTiles(TimeSpan.FromHours(1))),
            HashOf(SumOf(Orders.WithDelay(TimeSpan.FromHours(1)))),
            HashOf(SumOf(Orders.WithKnownAt(o => o.LoadedAt))),
            HashOf(SumOf(Orders.WithTimeZone("Europe/London"))),
            HashOf(SumOf(Orders.WithTimeZone("Europe/London", LocalTimePolicy.Later))),
            HashOf(SumOf(Source.Csv<Order>("a.csv", o => o.LoadedAt, "Orders"))),
        ];

        hashes.ShouldBeUnique();
    }

    [Fact]
    public void Whatever_changes_a_row_view_changes_its_hash()
    {
        string[] hashes =
        [
            HashOf(Latest(Orders)),
            HashOf(Latest(Orders).WithTtl(TimeSpan.FromDays(1))),
            HashOf(Latest(Orders).WithTtl(TimeSpan.FromDays(2))),
            HashOf(Latest(Orders.Where(o => o.Returned))),
            HashOf(Orders.LatestBy(Customer, o => o.Customer, o => new Row(o.Price * 2), "view")),
            HashOf(Orders.LatestBy(Customer, o => o.Product, o => new Row(o.Price), "view")),
        ];

        hashes.ShouldBeUnique();
    }

    [Fact]
    public void A_change_of_a_view_reaches_whatever_uses_it()
    {
        var (before, after) = (new Chain(7).Build(), new Chain(8).Build());

        Changed(before, after).ShouldBe(["view spend", "view trend", "service next", "model wins"]);
    }

    [Fact]
    public void A_change_of_the_path_is_a_new_version_of_the_source_alone() =>
        Changed(new Chain(7).Build(), new Chain(7, "b.csv").Build()).ShouldBe(["source orders"]);

    private static IEnumerable<string> Changed(FeatureCatalog before, FeatureCatalog after) =>
        before.Definitions.Zip(after.Definitions).Where(d => d.First.Definition.Hash != d.Second.Definition.Hash).Select(d => $"{d.First.Kind} {d.First.Name}");

    private static AggregateView<Total> SumOf(Events<Order> orders) =>
        orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, Window.Days(7)) }, "view");

    private static RowView<Row> Latest(Events<Order> orders) => orders.LatestBy(Customer, o => o.Customer, o => new Row(o.Price), "view");

    private static string HashOf(FeatureView view) => new One(view).Build().Views.Single().Definition.Hash;

    private sealed record Total
    {
        public double Sum { get; init; }
    }

    private sealed record Whole
    {
        public long Sum { get; init; }
    }

    private sealed record Sums(double Total);

    private sealed record Row(double? Price);

    /// <summary>Brings what the view uses along, whatever it is.</summary>
    private sealed class One(FeatureView view) : FeatureRepository
    {
        public Entity Entity => Used<Entity>("Entity");

        public object Orders => Activator.CreateInstance(typeof(EventSource<Order>), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance, null, [Used<SourceDefinition>("Source")], null)!;

        public FeatureView View => view;

        private T Used<T>(string what)
        {
            var definition = view.GetType().GetField("_definition", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(view)!;
            return (T)definition.GetType().GetProperty(what)!.GetValue(definition)!;
        }
    }

    private sealed record Trend(double Twice);

    private sealed class Chain(int days, string path = "a.csv") : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");

        public EventSource<Order> Orders => Source.Csv<Order>(path, o => o.PlacedAt);

        public AggregateView<Total> Spend
        {
            get
            {
                var window = Window.Days(days);
                return Orders.AggregateBy(Customer, o => o.Customer, w => new Total { Sum = w.Sum(o => o.Price, window) });
            }
        }

        public OnDemandView<Trend> Trend => OnDemand(Spend, (Total t) => new Trend(2 * t.Sum));

        public FeatureService Next => Service([Trend]);

        public Spine Weekly => Orders.SpineBy(Customer, o => o.Customer).Every(Window.Days(7), Window.Days(7), Window.Days(7));

        public Model Wins => LogisticRegression(Next, Weekly);
    }
}
