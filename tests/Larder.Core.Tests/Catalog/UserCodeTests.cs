#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;
using Larder.Core.Tests.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Catalog;

/// <summary>Wherever a lambda of the repository throws, the caller of the compiled function sees one kind of error that says where.</summary>
public class UserCodeTests
{
    private const string Zero = "threw DivideByZeroException: Attempted to divide by zero.";

    private static readonly FeatureCatalog Catalog = new Fragile().Build();
    private static readonly EventBatch Batch = Rows.Batch<Order>([new(null, "tin", 0, 1, default, default, null, false)]);

    [Fact]
    public void Every_compiled_function_names_itself()
    {
        var (sum, row, spine) = ((CompiledAggregateView)Catalog.View("sum"), (CompiledRowView)Catalog.View("row"), Catalog.Spine("spine"));

        Throws(() => sum.Filter!(Batch, 0), $"View sum: its filter {Zero}");
        Throws(() => sum.Key(Batch, 0), "View sum: its key threw NullReferenceException: Object reference not set to an instance of an object.");
        Throws(() => sum.Inputs[0](Batch, 0), $"View sum: the input '(7 / o.Quantity)' {Zero}");
        Throws(() => sum.Finalizers[0]([FeatureValue.From(0L)]), $"Feature sum:total {Zero}");
        Throws(() => row.Values[0](Batch, 0), $"Feature row:price {Zero}");
        Throws(() => spine.Label!(Batch, 0), $"Spine spine: its label {Zero}");
        Throws(() => spine.Request[1].Value(Batch, 0), $"Spine spine: its request column 'items' {Zero}");
    }

    private static void Throws(Func<object> evaluate, string message)
    {
        var error = Should.Throw<UserCodeException>(() => evaluate());
        error.Message.ShouldBe(message);
        error.InnerException.ShouldNotBeNull();
    }

    private sealed class Fragile : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");

        public EventSource<Order> Orders => Source.Csv<Order>("a.csv", o => o.PlacedAt);

        public FeatureView Sum => Orders.Where(o => 5 / o.Quantity > 1)
            .AggregateBy(Customer, o => o.Customer!.Trim(), w => new Sum(10 / w.Sum(o => 7 / o.Quantity, Window.Days(1))));

        public FeatureView Row => Orders.LatestBy(Customer, o => o.Customer, o => new Latest { Price = 3 / o.Quantity });

        public Spine Spine => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => 1 / o.Quantity > 0, o => new Basket(1, 2 / o.Quantity, null));
    }
}
