#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Catalog;

/// <summary>What entities with several join keys mean, and what a plan says of them.</summary>
public class CompositeEntityTests
{
    private static readonly FeatureCatalog Catalog = new Stores().Build();

    [Fact]
    public void The_canonical_forms_name_every_part()
    {
        Text(Catalog, "entity", "customer_branch").ShouldBe("""{"kind":"entity","name":"customer_branch","join_key":"customer_id string, branch_id int64"}""");
        Text(Catalog, "view", "total").ShouldContain("\"key\":[\"$0.Customer:String\",\"Convert:Nullable`1[Int64]($0.Branch:Nullable`1[Int32])\"]");
        Text(Catalog, "spine", "each").ShouldContain("\"with\":[{\"name\":\"product\",\"join_key\":\"product_id string\",\"key\":\"$0.Product:String\"}]");
        Text(Catalog, "spine", "plain").ShouldNotContain("\"with\"");
    }

    [Fact]
    public void The_object_that_holds_the_parts_is_not_part_of_the_meaning() =>
        new Named().Build().View("total").Definition.Text.ShouldBe(Catalog.View("total").Definition.Text);

    [Fact]
    public void A_changed_part_is_shown_as_csharp()
    {
        var recorded = Catalog.Definitions.Select(d => new DefinitionVersion(d.Kind, d.Name, 1, d.Definition.Hash, d.Definition.Text, new Instant(0), IsRetired: false)).ToArray();

        CatalogPlan.Compare(new Changed().Build(), recorded).Changes.Single(c => c.Name == "total").Details.ShouldBe(
            ["~ key: e => e.Customer, e => e.Branch -> e => e.Customer, e => e.Quantity"]);
    }

    [Fact]
    public void Keys_are_one_value_and_null_where_a_part_is()
    {
        var view = (CompiledAggregateView)Catalog.View("total");
        var batch = new EventBatch(view.Source.Schema, 3);
        var (customer, branch) = ((Column<string>)batch.Columns[0], (Column<int>)batch.Columns[6]);
        (customer.Values[0], branch.Values[0]) = ("a", -3);
        (customer.Values[1], branch.Nulls[1]) = ("a", true);
        (customer.Nulls[2], branch.Values[2]) = (true, 1);

        view.Entity.PartsOf(view.Key(batch, 0)).ShouldBe([FeatureValue.From("a"), FeatureValue.From(-3L)]);
        view.Key(batch, 1).IsNull.ShouldBeTrue();
        view.Key(batch, 2).IsNull.ShouldBeTrue();
        view.KeyColumn.ShouldBe(-1);
        view.KeyColumns.ShouldBe([0, 6]);
    }

    [Fact]
    public void A_part_that_throws_is_named() =>
        Should.Throw<UserCodeException>(() => ((CompiledSourceView)Catalog.View("throwing")).Key(Null(), 0)).Message
            .ShouldBe("View throwing: its key customer_id threw NullReferenceException: Object reference not set to an instance of an object.");

    [Fact]
    public void Entities_that_share_a_column_have_it_once()
    {
        var keys = Catalog.Service("both").Keys;

        keys.ToString().ShouldBe("customer_id string, branch_id int64, product_id string");
        keys.PlacesOf(0).ToArray().ShouldBe([0, 1]);
        keys.PlacesOf(1).ToArray().ShouldBe([2]);
        keys.PlacesOf(2).ToArray().ShouldBe([0]);
        FeatureValue[] values = [FeatureValue.From("c"), FeatureValue.Null, FeatureValue.From("p")];
        Enumerable.Range(0, 3).Select(e => keys.KeyOf(e, values)).ShouldBe([FeatureValue.Null, FeatureValue.From("p"), FeatureValue.From("c")]);
        Should.Throw<ArgumentException>(() => keys.IndexOf(new Entity<int>("branch_id", "Branch"))).Message.ShouldBe(
            "Entity branch is none of customer_branch, product, customer. (Parameter 'entity')");
    }

    [Fact]
    public void A_spine_carries_shared_columns_once_and_fits_services_that_need_no_more()
    {
        Catalog.Spine("each").Keys.ToString().ShouldBe("customer_id string, branch_id int64, product_id string");
        Catalog.Spine("each").LackFor(Catalog.Service("both")).ShouldBeNull();
        Catalog.Spine("nested").Keys.ToString().ShouldBe("customer_id string, branch_id int64");
        Catalog.Spine("plain").LackFor(Catalog.Service("both")).ShouldBe(
            "service both needs the join key branch_id (int64) of customer_branch, but spine plain carries customer_id string; add .With of customer_branch before EachEvent, or give a spine in a file.");
    }

    private static string Text(FeatureCatalog catalog, string kind, string name) => catalog.Definitions.Single(d => d.Kind == kind && d.Name == name).Definition.Text;

    private static EventBatch Null()
    {
        var batch = new EventBatch(((CompiledSourceView)Catalog.View("throwing")).Source.Schema, 1);
        batch.Columns[0].Nulls[0] = true;
        return batch;
    }

    public sealed record CustomerBranchKey(string? First, long? Second);

    private class Stores : FeatureRepository
    {
        public Entity<string, long> CustomerBranch { get; } = new("customer_id", "branch_id");

        public Entity<string> Customer { get; } = new("customer_id");

        public Entity<string> Product { get; } = new("product_id");

        public EventSource<Order> Orders { get; } = Source.Csv<Order>("orders.csv", o => o.PlacedAt).WithDelay(TimeSpan.FromHours(1));

        public virtual FeatureView Total => Orders.AggregateBy(CustomerBranch, o => new { o.Customer, o.Branch }, w => new Sum(w.Sum(o => o.Price, Window.Days(1))));

        public FeatureView Throwing => Orders.LatestBy(CustomerBranch, o => new { Cut = o.Customer!.Trim(), o.Branch }, o => new Latest { Price = o.Price });

        public FeatureView OfProduct => Orders.LatestBy(Product, o => o.Product, o => new Latest { Price = o.Price });

        public FeatureView OfCustomer => Orders.LatestBy(Customer, o => o.Customer, o => new Latest { Price = o.Price });

        public FeatureService Both => Service([Total, OfProduct, OfCustomer]);

        public Spine Each => Orders.SpineBy(CustomerBranch, o => new { o.Customer, o.Branch }).With(Product, o => o.Product).EachEvent(o => o.Returned);

        public Spine Nested => Orders.SpineBy(Customer, o => o.Customer).With(CustomerBranch, o => new { o.Customer, o.Branch }).EachEvent(o => o.Returned);

        public Spine Plain => Orders.SpineBy(Customer, o => o.Customer).EachEvent(o => o.Returned);
    }

    private sealed class Named : Stores
    {
        public override FeatureView Total => Orders.AggregateBy(
            CustomerBranch, o => new CustomerBranchKey(o.Customer, o.Branch), w => new Sum(w.Sum(o => o.Price, Window.Days(1))));
    }

    private sealed class Changed : Stores
    {
        public override FeatureView Total => Orders.AggregateBy(CustomerBranch, o => new { o.Customer, o.Quantity }, w => new Sum(w.Sum(o => o.Price, Window.Days(1))));
    }
}
