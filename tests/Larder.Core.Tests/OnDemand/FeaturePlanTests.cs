#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Catalog;
using Larder.Core.Tests.Catalog;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Core.Tests.OnDemand;

public class FeaturePlanTests
{
    private static readonly FeatureCatalog Catalog = new Shop().Build();

    [Fact]
    public void Slots_are_request_columns_then_source_views_then_on_demand_views()
    {
        var plan = FeaturePlan.For(Catalog.Service("next"));

        plan.Request.Select(r => r.Name).ShouldBe(["value", "items", "coupon"]);
        plan.Sources.Select(s => s.Name).ShouldBe(["spend", "profile"]);
        new[] { "spend", "profile", "trend", "verdict" }.Select(view => plan.OffsetOf(Catalog.View(view))).ShouldBe([3, 8, 11, 13]);
        plan.SlotCount.ShouldBe(15);
        plan.Keys.ToString().ShouldBe("customer_id string");
        plan.Outputs.Select(o => (o.FullName, o.Slot)).ShouldBe(
        [
            ("spend__revenue_7d", 3), ("spend__average_30d", 4), ("spend__orders_7d", 5), ("spend__products", 6), ("spend__big_share", 7),
            ("profile__product", 8), ("profile__last_price", 9), ("profile__cheap", 10),
            ("trend__growth", 11), ("trend__to_usual", 12), ("verdict__word", 13), ("verdict__hot", 14),
        ]);
    }

    [Fact]
    public void On_demand_features_are_computed_one_upon_the_other()
    {
        var plan = FeaturePlan.For(Catalog.Service("next"));
        var slots = new FeatureValue[plan.SlotCount];
        (slots[0], slots[3], slots[4], slots[8]) = (FeatureValue.From(5d), FeatureValue.From(30d), FeatureValue.From(10d), FeatureValue.From("jar"));

        plan.ComputeOnDemand(slots);

        slots[11..].ShouldBe([FeatureValue.From(3d), FeatureValue.From(0.5), FeatureValue.From("jar"), FeatureValue.From(true)]);
    }

    [Fact]
    public void A_plan_of_references_reads_no_more_than_they_need()
    {
        var plan = FeaturePlan.For(Catalog, ["trend:to_usual", "spend:products", "trend:to_usual"]);

        plan.Sources.Select(s => s.Name).ShouldBe(["spend"]);
        plan.Outputs.Select(o => o.Slot).ShouldBe([9, 6, 9]);
        FeaturePlan.For(Catalog, ["branch_load:orders"]).Request.ShouldBeEmpty();
    }

    [Fact]
    public void The_sources_of_an_on_demand_view_are_found_through_others()
    {
        var plan = FeaturePlan.For(Catalog.Service("next"));

        plan.SourcesOf(Catalog.View("verdict")).Select(s => s.Name).ShouldBe(["spend", "profile"]);
        plan.SourcesOf(Catalog.View("profile")).Select(s => s.Name).ShouldBe(["profile"]);
    }

    [Theory]
    [InlineData("spend", "'spend' is no feature reference; write view:feature, for example customer_spend:revenue_7d.")]
    [InlineData("a:b:c", "'a:b:c' is no feature reference; write view:feature, for example customer_spend:revenue_7d.")]
    public void A_malformed_reference_is_refused(string reference, string message) =>
        Should.Throw<InvalidInputException>(() => FeaturePlan.For(Catalog, [reference])).Message.ShouldBe(message);

    [Theory]
    [InlineData("sped:products", "There is no view 'sped'; this repository has spend, profile, trend, verdict, branch_load.")]
    [InlineData("spend:sum", "View spend has no feature 'sum'; it has revenue_7d, average_30d, orders_7d, products, big_share.")]
    public void What_does_not_exist_is_named_with_what_does(string reference, string message) =>
        Should.Throw<NotFoundException>(() => FeaturePlan.For(Catalog, [reference])).Message.ShouldBe(message);

    [Fact]
    public void Features_of_two_entities_take_the_join_keys_of_both()
    {
        var plan = FeaturePlan.For(Catalog, ["branch_load:orders", "spend:products"]);

        plan.Keys.Entities.Select(e => e.Name).ShouldBe(["branch", "customer"]);
        plan.Keys.Columns.ShouldBe([new KeyPart("branch_id", ColumnType.Int32), new KeyPart("customer_id", ColumnType.String)]);
        plan.Sources.Select(s => plan.Keys.IndexOf(s.Entity)).ShouldBe([0, 1]);
    }

    [Fact]
    public void Request_columns_are_shared_and_needed_when_one_view_needs_them()
    {
        var catalog = new Requests().Build();
        var plan = FeaturePlan.For(catalog, ["first:sum", "second:sum"]);

        plan.Request.ShouldBe([new RequestColumn("value", ColumnType.Float64, false), new RequestColumn("items", ColumnType.Int32, true)]);
        plan.Keys.Entities.ShouldBeEmpty();
        FeatureValue[] slots = [FeatureValue.From(2d), FeatureValue.Null, default, default];
        plan.ComputeOnDemand(slots);
        slots[2..].ShouldBe([FeatureValue.From(2d), FeatureValue.From(4d)]);
    }

    [Fact]
    public void A_request_column_has_one_type() =>
        Should.Throw<InvalidDefinitionException>(() => FeaturePlan.For(new Requests().Build(), ["first:sum", "odd:sum"])).Message.ShouldBe(
            "View odd takes request column 'value' as string, another view as float64; use one type.");

    [Fact]
    public void A_function_that_throws_is_named()
    {
        var plan = FeaturePlan.For(new Requests().Build(), ["odd:sum"]);

        var error = Should.Throw<UserCodeException>(() => plan.ComputeOnDemand([FeatureValue.From("twelve"), default]));

        error.Message.ShouldBe("On-demand feature odd:sum threw FormatException: The input string 'twelve' was not in a correct format.");
        error.InnerException.ShouldBeOfType<FormatException>();
    }

    private sealed record Needed(double Value, int? Items);

    private sealed record Optional(int? Items, double? Value);

    private sealed record Text(string Value);

    private sealed record Outcome(double? Sum);

    private sealed class Requests : FeatureRepository
    {
        public FeatureView First => FromRequest((Needed r) => new Outcome(r.Value + (r.Items ?? 0)));

        public FeatureView Second => FromRequest((Optional r) => new Outcome(2 * r.Value));

        public FeatureView Odd => FromRequest((Text r) => new Outcome(double.Parse(r.Value, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
