using Larder.Aggregation.Explaining;
using Larder.Cli.Explaining;
using Larder.Support;
using Larder.Types;

namespace Larder.Explaining;

[Collection(ConsoleRun.Alone)]
public sealed class ExplainTests : IDisposable
{
    private const string Few =
        "r1,2024-02-01T00:00:00,5,7\nr1,2024-03-08T12:00:00,10,1\nr1,2024-03-09T12:10:00,20,2\nr1,2024-03-09T12:20:00,30,3\nr1,2024-03-10T09:00:00,40,4\n";

    private static readonly Riding Repository = new();

    private readonly RidingState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task A_window_is_told_tile_by_tile_and_event_by_event()
    {
        await _state.PrepareAsync(Few);

        (await _state.Folder.TextAsync(Repository, "explain", "sums:fare_recent", "--entity", "r1", "--as-of", "2024-03-10T08:00:00Z")).ShouldBe(
            """
            sums:fare_recent of rider_id r1 as of 2024-03-10T08:00:00Z, by history
              sums:fare_recent = 60 (PRESENT, event of 2024-03-09T12:20:00Z)
              view sums@1: w => w.Sum(e => e.Fare, Window.Days(7))
              events of rides@1, tiles of 3600s/86400s
                sum over 604800s = 60
                window [2024-03-03T08:00:00Z, 2024-03-10T08:00:00Z); 1 event before it, 1 after it
                  tile 2024-03-08T00:00:00Z to 2024-03-09T00:00:00Z (whole): 1 of 1 event taken, 10; so far 10
                    2024-03-08T12:00:00Z  known at once  #1  taken          10
                  tile 2024-03-09T00:00:00Z to 2024-03-10T00:00:00Z (whole): 2 of 2 events taken, 50; so far 60
                    2024-03-09T12:10:00Z  known at once  #2  taken          20
                    2024-03-09T12:20:00Z  known at once  #3  taken          30
              computed again as training sets and serving do: the same value, status and event time

            """);
    }

    [Fact]
    public async Task A_row_is_told_with_those_that_lost_and_why()
    {
        await _state.PrepareAsync(Few);

        (await _state.Folder.TextAsync(Repository, "explain", "last:zone", "--entity", "r1", "--as-of", "2024-03-10T08:00:00Z")).ShouldBe(
            """
            last:zone of rider_id r1 as of 2024-03-10T08:00:00Z, by history
              last:zone = 3 (PRESENT, event of 2024-03-09T12:20:00Z)
              view last@1: e => e.Zone
              rows of rides@1, the latest first; the ttl is 10.00:00:00
                2024-03-10T09:00:00Z  known at once  #4  not happened yet  4
                2024-03-09T12:20:00Z  known at once  #3  chosen            3
                2024-03-09T12:10:00Z  known at once  #2  older             2
                2024-03-08T12:00:00Z  known at once  #1  older             1
                2024-02-01T00:00:00Z  known at once  #0  older             7
              computed again as training sets and serving do: the same value, status and event time

            """);
        (await _state.Folder.TextAsync(Repository, "explain", "last:zone", "--entity", "r1", "--as-of", "2024-02-20")).ShouldContain(
            "    2024-02-01T00:00:00Z  known at once  #0  too old           7\n");
    }

    [Fact]
    public async Task A_function_is_told_with_its_inputs()
    {
        await _state.PrepareAsync(Few);

        var said = await _state.Folder.TextAsync(Repository, "explain", "ratio:to_recent", "--entity", "r1", "--as-of", "2024-03-10T08:00:00Z", "--request", "fare=15");

        said.ShouldContain("  ratio:to_recent = 0.25 (PRESENT, event of 2024-03-09T12:20:00Z)\n  view ratio@1: ");
        said.ShouldContain("  request fare = 15\n    sums:fare_recent = 60 (PRESENT, event of 2024-03-09T12:20:00Z)\n");
        var json = (await _state.Folder.JsonAsync(Repository, "explain", "ratio:to_recent", "--entity", "r1", "--as-of", "2024-03-10T08:00:00Z", "--request", "fare=15"))["explanation"]!;
        ((string)json["value"]!["exact"]!).ShouldBe("float64 3fd0000000000000");
        var pieces = json["inputs"]![0]!["aggregations"]![0]!["pieces"]!.AsArray();
        pieces.Select(p => $"{p!["whole"]} {p["taken"]} {p["so_far"]!["text"]} {p["events"]![0]!["fate"]}").ShouldBe(["true 1 10 taken", "true 2 60 taken"]);
    }

    [Fact]
    public async Task The_online_store_is_told_as_it_is()
    {
        await _state.PrepareAsync(Few);
        await _state.IngestAsync("late.csv", "r1,2024-03-10T08:30:00,100,9\n");

        var online = await _state.Folder.TextAsync(Repository, "explain", "sums:fare_recent", "--entity", "r1", "--as-of", "2024-03-10T10:00:00Z", "--online");
        var history = await _state.Folder.TextAsync(Repository, "explain", "sums:fare_recent", "--entity", "r1", "--as-of", "2024-03-10T10:00:00Z");

        online.ShouldContain("by the online store\n  sums:fare_recent = 100 (PRESENT, event of 2024-03-10T09:00:00Z)\n");
        online.ShouldContain("  events of rides@1 as of 2024-03-10T09:00:00Z, tiles of ");
        history.ShouldContain("by history\n  sums:fare_recent = 200 (PRESENT, event of 2024-03-10T09:00:00Z)\n");
        history.ShouldContain("  events of rides@2, tiles of ");
        (await _state.Folder.FailAsync(Repository, 1, "explain", "last:zone", "--entity", "r1", "--as-of", "2024-03-01", "--online")).ShouldStartWith("View last cannot be read as of 2024-03-01T00:00:00Z: ");
    }

    [Fact]
    public async Task What_is_not_known_yet_is_told_and_much_is_cut_unless_all_is_asked_for()
    {
        var late = new Riding { Delay = TimeSpan.FromHours(2) };
        var events = Enumerable.Range(0, 60).Select(i => $"r1,2024-03-{1 + (i / 3):00}T0{i % 3}:30:00,1,{i}\n");
        await _state.Folder.TextAsync(late, "ingest", "--input", _state.Folder.Write("rides.csv", Rides.Header + string.Concat(events)));
        await _state.Folder.TextAsync(late, "apply");

        var few = await _state.Folder.TextAsync(late, "explain", "sums:last_zones", "--entity", "r1", "--as-of", "2024-03-20T03:00:00Z");
        var all = await _state.Folder.TextAsync(late, "explain", "sums:last_zones", "--entity", "r1", "--as-of", "2024-03-20T03:00:00Z", "--all");

        few.ShouldContain("2024-03-20T01:30:00Z  known 2024-03-20T03:30:00Z  #58  not known yet  58\n");
        few.ShouldContain("  … and 2 earlier tiles with 6 events: so far [4, 5]\n");
        all.ShouldNotContain("…");
        all.Split('\n').Count(l => l.Contains("  #", StringComparison.Ordinal)).ShouldBe(60);
    }

    [Fact]
    public async Task Explained_values_are_those_of_both_paths_on_generated_rides()
    {
        await _state.Folder.TextAsync(Repository, "ingest", "--input", _state.Folder.Write("rides.csv", Rides.Generate(11, 30_000, new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromDays(40))));
        await _state.Folder.TextAsync(Repository, "apply");
        await _state.Folder.TextAsync(Repository, "materialize");
        await using var state = _state.Open(Repository);
        var newest = RidingState.Time("2024-04-10T00:00:00Z");
        var request = new Dictionary<string, FeatureValue> { ["fare"] = FeatureValue.From(3.0) };

        foreach (var explainer in new[] { await FeatureExplainer.OfHistoryAsync(state.Workspace), await FeatureExplainer.OfStoreAsync(state.Workspace) })
        {
            foreach (var feature in (string[])["sums:fare_recent", "sums:last_zones", "last:zone", "ratio:to_recent"])
            {
                foreach (var rider in (string[])["r1", "nobody"])
                {
                    for (var days = 0; days < 12; days += 8)
                    {
                        // Differences to the ordinary path are thrown.
                        (await explainer.ExplainAsync(feature, [FeatureValue.From(rider)], newest + TimeSpan.FromDays(days), request, new ExplanationLimits(3, 2))).Reference.ShouldBe(feature);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("sums describes rider; name one with --entity and its rider_id.", "sums:fare_recent")]
    [InlineData("View sums has no feature 'fare'; it has fare_recent, last_zones.", "sums:fare", "--entity", "r1")]
    [InlineData("'sums' is no feature reference; write view:feature, for example customer_spend:revenue_7d.", "sums", "--entity", "r1")]
    [InlineData("--request has no column fare; the feature takes fare (float64).", "ratio:to_recent", "--entity", "r1")]
    [InlineData("--request cannot give 'much' for fare, which is float64.", "ratio:to_recent", "--entity", "r1", "--request", "fare=much")]
    [InlineData("--request has a column 'x', which is not needed; the feature takes no request data.", "last:zone", "--entity", "r1", "--request", "x=1")]
    [InlineData("--request cannot be 'fare'; write column=value, such as basket_value=12.5.", "ratio:to_recent", "--entity", "r1", "--request", "fare")]
    public async Task What_cannot_be_explained_is_one_line(string message, params string[] arguments)
    {
        await _state.PrepareAsync(Few);

        (await _state.Folder.FailAsync(Repository, 1, ["explain", .. arguments])).ShouldBe(message);
    }
}
