using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.Errors;
using Larder.Models;
using Larder.Storage;
using Larder.Types;

namespace Larder.Core.Tests.Catalog.Lineage;

public class LineageGraphTests
{
    private static readonly FeatureCatalog Catalog = new Shop().Build();

    private static readonly LineageGraph Graph = LineageGraph.Of(Catalog);

    [Fact]
    public void An_aggregate_names_value_condition_filter_key_and_clocks_each_by_its_kind() =>
        Upstream("spend:big_share").ShouldBe(
        [
            "orders.branch: none", "orders.customer: GROUP_BY", "orders.loaded_at: WINDOW", "orders.placed_at: WINDOW", "orders.price: AGGREGATION", "orders.product: none",
            "orders.quantity: AGGREGATION FILTER", "orders.returned: FILTER",
        ]);

    [Fact]
    public void A_computed_property_is_read_down_to_the_columns() =>
        Upstream("spend:revenue_7d").ShouldContain("orders.price: AGGREGATION");

    [Fact]
    public void A_count_depends_on_rows_alone() =>
        Upstream("spend:orders_7d").Where(u => !u.EndsWith("none", StringComparison.Ordinal))
            .ShouldBe(["orders.customer: GROUP_BY", "orders.loaded_at: WINDOW", "orders.placed_at: WINDOW", "orders.quantity: FILTER", "orders.returned: FILTER"]);

    [Fact]
    public void A_row_view_tells_a_copy_from_a_computation()
    {
        Upstream("profile:last_price").ShouldContain("orders.price: IDENTITY");
        Upstream("profile:cheap").ShouldContain("orders.price: TRANSFORMATION");
        Upstream("profile:product").ShouldContain("orders.placed_at: FILTER SORT");
    }

    [Fact]
    public void An_on_demand_feature_comes_from_request_and_features() =>
        Graph.Walk(Graph.Find("trend:to_usual"), LineageDirection.Upstream, depth: 1).Edges.Select(e => $"{e.From} {e.How!.Value.SubtypeName()}")
            .ShouldBe(["request:trend.value TRANSFORMATION", "feature:spend:average_30d TRANSFORMATION"]);

    [Fact]
    public void Downstream_of_a_column_are_features_services_and_models()
    {
        var walk = Graph.Walk(Graph.Find("orders.price"), LineageDirection.Downstream);

        walk.Of(LineageKind.Feature).Select(f => f.Name).Order().ShouldBe(
            ["profile:cheap", "profile:last_price", "spend:average_30d", "spend:big_share", "spend:revenue_7d", "trend:growth", "trend:to_usual", "verdict:hot"]);
        walk.Of(LineageKind.Service).Select(s => s.Label).ShouldBe(["next@1"]);
        walk.Of(LineageKind.Model).Select(s => s.Label).ShouldBe(["returns@1"]);
        walk.Of(LineageKind.Source).Single().Name.ShouldBe("orders");
        walk.Edges.Single(e => e.To == "source:orders").Description.ShouldBe("rows are stored by priced");
    }

    [Fact]
    public void A_walk_ends_at_the_depth_asked_for() =>
        Graph.Walk(Graph.Find("orders.price"), LineageDirection.Downstream, depth: 1).Steps.Max(s => s.Depth).ShouldBe(1);

    [Fact]
    public void Tables_are_walked_without_columns()
    {
        var walk = Graph.Walk(Graph.Find("next"), LineageDirection.Upstream);

        walk.Steps.Select(s => s.Node.Label).ShouldBe(["next@1", "spend@1", "profile@1", "trend@1", "verdict@1", "orders"]);
        Graph.Walk(Graph.Find("next"), LineageDirection.Upstream, columns: true).Of(LineageKind.Column).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_label_is_in_the_graph() =>
        Graph.Walk(Graph.Find("per_order.label"), LineageDirection.Upstream).Edges.ShouldContain(e => e.From == "column:orders.returned" && e.How == Transformation.Identity);

    [Fact]
    public void What_is_not_there_is_answered_with_what_is_near()
    {
        Should.Throw<NotFoundException>(() => Graph.Find("spend:revenu_7d")).Message.ShouldBe("Nothing is called 'spend:revenu_7d'; did you mean spend:revenue_7d?");
        Should.Throw<NotFoundException>(() => Graph.Find("xyzzyxyzzy")).Message.ShouldBe(
            "Nothing is called 'xyzzyxyzzy'; name a feature (view:feature), a column (source.column), a view, source, service, spine or model of the repository, or a training set by its version.");
    }

    [Fact]
    public void Runs_join_by_version_and_older_versions_stay_apart()
    {
        var spend = Catalog.View("spend").Definition;
        var at = new Instant(0);
        var set = new DatasetRecord(new string('a', 64), "next@2", ["profile@1", "spend@2"], ["orders@7"], "s", at, "code", 12, "p", "h", at, "per_order@1");
        var model = new ModelVersion("returns", 3, "h", set.DatasetVersion, "next@2", "code", "{}", default, at);
        var graph = LineageGraph.Of(Catalog, new LineageRecords
        {
            Definitions = [new DefinitionVersion("view", "spend", 3, spend.Hash, spend.Text, at, false)],
            TrainingSets = [set],
            Models = [new ModelListing(model, [ModelIdentity.Champion])],
            Materialized = [new MaterializedView("spend", 3, new MaterializationState(at, "orders@7", at, null, 5, true))],
        });

        graph.Find("spend").Single().Label.ShouldBe("spend@3");
        graph.Walk(graph.Find("spend@2"), LineageDirection.Downstream).Steps.Select(s => s.Node.Label).ShouldBe(["spend@2", "aaaaaaaaaaaa", "returns v3 (champion)"]);
        graph.Walk(graph.Find("spend"), LineageDirection.Downstream).Of(LineageKind.OnlineView).Single().Detail.ShouldBe("5 entities of orders@7 as of 1970-01-01T00:00:00Z");
        graph.Walk(graph.Find("aaaaaa"), LineageDirection.Upstream).Of(LineageKind.Source).Single().Name.ShouldBe("orders");
        graph.Walk(graph.Find("returns@3"), LineageDirection.Upstream, columns: true).Of(LineageKind.SpineColumn).Single().Name.ShouldBe("per_order.label");
    }

    private static string[] Upstream(string feature)
    {
        var edges = Graph.Walk(Graph.Find(feature), LineageDirection.Upstream, depth: 1).Edges;
        return [.. Catalog.Source("orders").Schema.Columns.Select(c => c.Name).Order(StringComparer.Ordinal).Select(c =>
            $"orders.{c}: {(edges.Where(e => e.From == $"column:orders.{c}").Select(e => e.How!.Value.SubtypeName()).Order().ToArray() is { Length: > 0 } hows ? string.Join(' ', hows) : "none")}")];
    }
}
