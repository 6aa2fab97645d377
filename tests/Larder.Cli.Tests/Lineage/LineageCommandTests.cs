using Larder.Support;

namespace Larder.Lineage;

/// <summary><c>lineage</c>, and what <c>plan</c> says that a change reaches.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class LineageCommandTests : IDisposable
{
    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_feature_is_shown_as_a_tree() =>
        (await _folder.TextAsync(new Riding(), "lineage", "sums:fare_recent")).ShouldBe(
            """
            upstream: what it is made of
              sums:fare_recent  feature, float64
                = w => w.Sum(e => e.Fare, Window.Days(7))
                rides.fare  column, float64, AGGREGATION
                rides.rider  column, string, GROUP_BY
                rides.at  column, timestamp, WINDOW
            downstream: what is made of it
              sums:fare_recent  feature, float64
                = w => w.Sum(e => e.Fare, Window.Days(7))
                ratio:to_recent  feature, float64, TRANSFORMATION
                  = FeatureMath.Ratio(e.Fare, f.FareRecent)
                  riding@1  service, IDENTITY
                riding@1  service, IDENTITY

            """);

    [Fact]
    public async Task Drawings_name_each_thing_once_and_point_the_way_data_goes()
    {
        (await _folder.TextAsync(new Riding(), "lineage", "ratio:to_recent", "--upstream", "--depth", "1", "--format", "mermaid")).ShouldBe(
            """
            flowchart LR
                n0["ratio:to_recent"]
                n1["ratio.fare"]
                n2["sums:fare_recent"]
                n1 -->|TRANSFORMATION| n0
                n2 -->|TRANSFORMATION| n0

            """);
        (await _folder.TextAsync(new Riding(), "lineage", "riding", "--upstream", "--depth", "1", "--format", "dot")).ShouldBe(
            """
            digraph lineage {
                rankdir=LR;
                node [shape=box];
                n0 [label="riding@1"];
                n1 [label="sums@1"];
                n2 [label="last@1"];
                n3 [label="ratio@1"];
                n1 -> n0;
                n2 -> n0;
                n3 -> n0;
            }

            """);
    }

    [Fact]
    public async Task Programs_read_nodes_and_edges()
    {
        var json = await _folder.JsonAsync(new Riding(), "lineage", "rides.zone", "--downstream");

        json["upstream"].ShouldBeNull();
        json["downstream"]!["edges"]!.AsArray().Select(e => $"{e!["from"]} {e["to"]} {e["type"]} {e["subtype"]}").ShouldBe(
        [
            "column:rides.zone feature:sums:last_zones DIRECT AGGREGATION", "column:rides.zone feature:last:zone DIRECT IDENTITY",
            "feature:sums:last_zones service:riding@1 DIRECT IDENTITY", "feature:last:zone service:riding@1 DIRECT IDENTITY",
        ]);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_answered_with_the_nearest() =>
        (await _folder.FailAsync(new Riding(), 1, "lineage", "sums:fare_recnt")).ShouldBe("Nothing is called 'sums:fare_recnt'; did you mean sums:fare_recent?");

    [Fact]
    public async Task Runs_are_in_the_graph_and_a_plan_says_what_a_change_reaches()
    {
        var (now, changed) = (new Riding(), new Riding { Days = 8 });
        await _folder.TextAsync(now, "ingest", "--input", _folder.Write("rides.csv", Rides.Generate(3, 200, Start, TimeSpan.FromDays(30))));
        await _folder.TextAsync(now, "apply");
        await _folder.TextAsync(now, "materialize");
        var spine = _folder.Write("spine.csv", "rider_id,event_timestamp,fare\nr1,2024-03-20T00:00:00Z,3\n");
        var set = (string)(await _folder.JsonAsync(now, "training-set", "riding", "--spine", spine))["training"]!["dataset_version"]!;

        (await _folder.TextAsync(now, "lineage", "sums", "--downstream")).ShouldContain("sums@v1  online view, ");
        var upstream = await _folder.TextAsync(now, "lineage", set[..8], "--upstream");
        upstream.ShouldContain($"  {set[..12]}  training set, 1 rows of riding@1 from rides@1 as of ");
        upstream.ShouldContain("sums@1  view, sums@1");

        var plan = await _folder.RunAsync(changed, "plan");
        plan.Out.ShouldContain($"  the change of view sums reaches 2 features (sums:fare_recent, ratio:to_recent), 1 service (riding@2), 1 training set ({set[..12]})\n");
        var impact = (await _folder.JsonAsync(changed, "plan"))["changes"]!.AsArray().Single(c => (string)c!["name"]! == "sums")!["impact"]!;
        impact.ToJsonString().ShouldBe($$"""{"features":["sums:fare_recent","ratio:to_recent"],"services":["riding@2"],"training_sets":["{{set}}"],"models":[]}""");
    }

    [Fact]
    public async Task A_first_plan_reaches_nothing() =>
        (await _folder.JsonAsync(new Riding(), "plan"))["changes"]!.AsArray().Select(c => c!["impact"]).ShouldAllBe(i => i == null);
}
