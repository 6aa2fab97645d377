#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Aggregation;
using Larder.Catalog;
using Larder.Core.Tests.Expressions;
using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Catalog;

public class CatalogTests
{
    private static readonly FeatureCatalog Catalog = new Shop().Build();

    [Fact]
    public void Names_come_from_the_properties()
    {
        Catalog.Entities.Select(e => e.Name).ShouldBe(["branch", "customer"]);
        Catalog.Sources.Select(s => s.Name).ShouldBe(["archive", "orders"]);
        Catalog.Views.Select(v => v.Name).ShouldBe(["spend", "profile", "trend", "verdict", "branch_load"]);
        Catalog.Services.Select(s => s.Name).ShouldBe(["next"]);
        Catalog.Spines.Select(s => s.Name).ShouldBe(["per_order", "weekly"]);
        Catalog.Models.Select(m => m.Name).ShouldBe(["returns"]);
        Catalog.View("spend").Features.Select(f => $"{f.Name} {f.Type.Name()}")
            .ShouldBe(["revenue_7d float64", "average_30d float64", "orders_7d int64", "products int64", "big_share float64"]);
        Catalog.CodeVersion.ShouldMatch("^larder 0\\.1\\.0 [0-9a-f]{32}, Larder\\.Core\\.Tests 0\\.1\\.0 [0-9a-f]{32}$");
    }

    [Fact]
    public void What_does_not_exist_is_named_with_what_does()
    {
        Should.Throw<NotFoundException>(() => Catalog.View("sped")).Message
            .ShouldBe("There is no view 'sped'; this repository has spend, profile, trend, verdict, branch_load.");
        Should.Throw<NotFoundException>(() => Catalog.Source("x")).Message.ShouldBe("There is no source 'x'; this repository has archive, orders.");
        Should.Throw<NotFoundException>(() => Catalog.Service("x")).Message.ShouldBe("There is no service 'x'; this repository has next.");
        Should.Throw<NotFoundException>(() => Catalog.Spine("x")).Message.ShouldBe("There is no spine 'x'; this repository has per_order, weekly.");
        Should.Throw<NotFoundException>(() => new EmptyRepository().Build().Model("x")).Message.ShouldBe("There is no model 'x'; this repository defines none.");
    }

    [Fact]
    public void Equal_aggregations_and_inputs_are_prepared_once_and_a_filtered_value_is_its_own_input()
    {
        var plan = ((CompiledAggregateView)Catalog.View("spend")).Plan;

        plan.Inputs.ShouldBe([ColumnType.Float64, ColumnType.String, ColumnType.Float64]);
        plan.Aggregations.ShouldBe(
        [
            new(AggregationKind.Sum, 0, -1, Window.Days(7)), new(AggregationKind.Mean, 0, -1, Window.Days(30)), new(AggregationKind.Count, -1, -1, Window.Days(7)),
            new(AggregationKind.CountDistinct, 1, -1, Window.Lifetime), new(AggregationKind.Sum, 2, -1, Window.Days(7)),
        ]);
        (plan.Edges, plan.Grid).ShouldBe((new WindowEdges(true, true), TileGrid.Of(TimeSpan.FromHours(1))));
    }

    [Fact]
    public void An_aggregate_view_is_computed_from_rows_to_features()
    {
        var view = (CompiledAggregateView)Catalog.View("spend");
        var day = new DateTime(2011, 12, 1, 0, 0, 0, DateTimeKind.Utc);
        var batch = Rows.Batch<Order>(
        [
            new("a", "tin", 2, 1.5, day, day, 1, false),
            new("a", "jar", 20, 0.5, day.AddDays(1), day, 1, false),
            new("a", "jar", -1, 0.5, day.AddDays(1), day, null, false),
            new(null, "jar", 1, 9, day.AddDays(2), day, 1, true),
        ]);

        Enumerable.Range(0, 4).Select(row => view.Filter!(batch, row)).ShouldBe([true, true, false, false]);
        Enumerable.Range(0, 4).Select(row => view.Key(batch, row).AsString()).ShouldBe(["a", "a", "a", null]);
        var events = new EntityEvents(view.Plan.Inputs);
        for (var row = 0; row < 2; row++)
        {
            var time = Instant.From(day.AddDays(row));
            events.Add(new EventOrder(time, time, row), [.. view.Inputs.Select(input => input(batch, row))]);
        }

        var results = new FeatureValue[view.Plan.Aggregations.Count];
        view.Plan.CreateKernel().Evaluate(events, Instant.From(day.AddDays(3)), results);

        view.Finalizers.Select(f => f(results)).ShouldBe(
        [
            FeatureValue.From(13d), FeatureValue.From(6.5), FeatureValue.From(2L), FeatureValue.From(2L), FeatureValue.From(10d / 13),
        ]);
    }

    [Fact]
    public void A_filtered_value_is_never_computed_for_events_left_out()
    {
        var view = (CompiledAggregateView)new GuardedRepository().Build().View("guarded");
        var batch = Rows.Batch<Order>([new("a", "tin", 0, 1, default, default, null, false), new("a", "tin", 4, 1, default, default, null, false)]);

        view.Inputs[0](batch, 0).ShouldBe(FeatureValue.Null);
        view.Inputs[0](batch, 1).ShouldBe(FeatureValue.From(25L));
    }

    [Fact]
    public void A_row_view_knows_which_features_are_mere_columns()
    {
        var view = (CompiledRowView)Catalog.View("profile");
        var batch = Rows.Batch<Order>([new("a", "tin", 2, 0.5, DateTime.UnixEpoch, DateTime.UnixEpoch, 7, false)]);

        view.Columns.ShouldBe([1, 3, -1]);
        view.Values.Select(v => v(batch, 0)).ShouldBe([FeatureValue.From("tin"), FeatureValue.From(0.5), FeatureValue.From(true)]);
        view.Ttl.ShouldBe(TimeSpan.FromDays(90));
    }

    [Fact]
    public void An_integer_key_may_be_missing()
    {
        var view = (CompiledAggregateView)Catalog.View("branch_load");
        var batch = Rows.Batch<Order>([new("a", "tin", 1, 1, default, default, null, false), new("a", "tin", 1, 1, default, default, -3, false)]);

        view.Key(batch, 0).ShouldBe(FeatureValue.Null);
        view.Key(batch, 1).ShouldBe(FeatureValue.From(-3));
        view.Entity!.KeyType.ShouldBe(ColumnType.Int32);
    }

    [Fact]
    public void A_spine_makes_labels_and_requests_from_events()
    {
        var spine = Catalog.Spine("per_order");
        var batch = Rows.Batch<Order>([new("a", "tin", 2, 1.5, default, default, null, true)]);

        spine.Label!(batch, 0).ShouldBeTrue();
        spine.Request.Select(r => (r.Column, r.Value(batch, 0))).ShouldBe(
        [
            (new RequestColumn("value", ColumnType.Float64, true), FeatureValue.From(3d)),
            (new RequestColumn("items", ColumnType.Int32, true), FeatureValue.From(2)),
            (new RequestColumn("coupon", ColumnType.String, true), FeatureValue.Null),
        ]);
        (Catalog.Spine("weekly").Period, Catalog.Spine("weekly").ActiveWithin, Catalog.Spine("weekly").Horizon)
            .ShouldBe((TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(14)));
    }

    [Fact]
    public void A_model_knows_its_service_its_spine_and_its_gates()
    {
        var model = Catalog.Model("returns");

        (model.Service, model.Spine, model.Baseline).ShouldBe((Catalog.Service("next"), Catalog.Spine("per_order"), "spend:revenue_7d"));
        (model.HoldOut, model.LatencyLimit).ShouldBe((TimeSpan.FromDays(28), TimeSpan.FromMilliseconds(2.5)));
    }

    [Fact]
    public void Aggregations_cannot_be_called()
    {
        var made = (Aggregations<Order>)Activator.CreateInstance(typeof(Aggregations<Order>), nonPublic: true)!;

        Should.Throw<InvalidDefinitionException>(() => made.Count(Window.Lifetime)).Message.ShouldBe(
            "Aggregations are read from the expression given to AggregateBy and cannot be called; define the feature inside that lambda.");
    }

    private sealed class EmptyRepository : FeatureRepository;

    private sealed record Guarded(long Parts);

    private sealed class GuardedRepository : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");

        public EventSource<Order> Orders => Source.Csv<Order>("x.csv", o => o.PlacedAt);

        public FeatureView Guarded => Orders.AggregateBy(
            Customer, o => o.Customer, w => new Guarded(w.Where(o => o.Quantity != 0).Sum(o => 100 / o.Quantity, Window.Days(1))));
    }
}
