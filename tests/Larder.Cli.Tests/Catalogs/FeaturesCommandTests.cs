#pragma warning disable CA1822 // Definitions are instance properties: the repository is read through them.
using Larder.Support;

namespace Larder.Catalogs;

/// <summary>A repository with notes on its definitions.</summary>
public sealed class NotedRides : FeatureRepository
{
    public string Owner { get; init; } = "pricing team";

    public Entity<string> Rider { get; } = new Entity<string>("rider_id").WithDescription("Somebody who takes a taxi");

    public EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").WithTags("raw");

    /// <summary>What riders pay.</summary>
    public AggregateView<NotedSums> Spend => All.AggregateBy(Rider, r => r.Rider, w => new NotedSums
    {
        Fare1d = w.Sum(r => r.Fare, Window.Days(1)),
        Rides7d = w.Count(Window.Days(7)),
        Trips7d = w.Count(Window.Days(7)),
    }).WithOwner(Owner).WithTags("money");

    public FeatureService Pricing => Service([Spend]);
}

public sealed record NotedSums
{
    /// <summary>Fares of a day,
    /// added up as <see cref="Rides7d"/> are counted.</summary>
    public double Fare1d { get; init; }

    [System.ComponentModel.Description("Rides of a week")]
    public long Rides7d { get; init; }

    public long Trips7d { get; init; }
}

[Collection(ConsoleRun.Alone)]
public sealed class FeaturesCommandTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_ranks_what_it_finds_and_says_where()
    {
        var json = await _folder.JsonAsync(new NotedRides(), "features", "search", "mony", "fares");

        json["features"]!.AsArray().Select(f => $"{f!["feature"]} {f["score"]} {string.Join('+', f["matched"]!.AsArray())}").ShouldBe(["spend:fare_1d 0.39 tag+description"]);
        (await _folder.TextAsync(new NotedRides(), "features", "search", "nothing")).ShouldBe("No feature fits 'nothing'; 'larder features list' shows all 3.\n");
        Directory.Exists(_folder.StatePath).ShouldBeFalse();
    }

    [Fact]
    public async Task A_list_has_descriptions_of_attributes_and_documentation()
    {
        var json = await _folder.JsonAsync(new NotedRides(), "features", "list");

        json["features"]!.AsArray().Select(f => f!["description"]?.ToString()).ShouldBe(["Fares of a day, added up as Rides7d are counted.", "Rides of a week", null]);
        json["features"]![0]!["view_description"]!.ToString().ShouldBe("What riders pay.");
        json["features"]![0]!["tags"]!.AsArray().Select(t => (string)t!).ShouldBe(["money", "raw"]);
    }

    [Fact]
    public async Task One_feature_is_shown_with_all_that_is_known()
    {
        var repository = new NotedRides();
        await _folder.TextAsync(repository, "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\nb,2024-03-01T09:00:00,5,2\n"));
        await _folder.TextAsync(repository, "apply");
        await _folder.TextAsync(repository, "materialize");
        await _folder.TextAsync(repository, "training-set", "pricing", "--spine", _folder.Write("spine.csv", "rider_id,event_timestamp\na,2024-03-01T12:00:00Z\nb,2024-03-01T12:00:00Z\n"));

        var text = await _folder.TextAsync(repository, "features", "show", "spend.fare_1d");
        var json = await _folder.JsonAsync(repository, "features", "show", "spend:fare_1d");

        text.ShouldContain("  computed as  w => w.Sum(e => e.Fare, Window.Days(1))\n");
        text.ShouldContain("  comes from   rides.fare, rides.rider, rides.at\n");
        text.ShouldContain("  used by      service pricing@1\n");
        text.ShouldContain("  online       2 entities as of 2024-03-01T09:00:00Z, from rides@1\n");
        text.ShouldContain(" of 2 rows: 0 null, from 5.0 to 10.0, mean 7.5, about 2 different\n");
        text.ShouldContain("""    curl http://127.0.0.1:6566/get-online-features -H 'Content-Type: application/json' -d '{"features": ["spend:fare_1d"], "entities": {"rider_id": ["…"]}}'""");
        text.ShouldContain("        [\"rider_id\"] = [FeatureValue.From(\"…\")],\n");
        json["versions"]!.AsArray().Count.ShouldBe(1);
        ((long)json["online"]!["entities"]!).ShouldBe(2);
        ((double)json["statistics"]!["mean"]!).ShouldBe(7.5);
        (await _folder.FailAsync(repository, 1, "features", "show", "spend")).ShouldBe("'spend' is no feature; write view:feature. 'larder features search' finds some.");
    }

    [Fact]
    public async Task A_plan_shows_metadata_and_near_duplicates_apart_from_changes()
    {
        await _folder.TextAsync(new NotedRides(), "apply");

        var run = await _folder.RunAsync(new NotedRides { Owner = "growth team" }, "plan");
        var json = await _folder.JsonAsync(new NotedRides { Owner = "growth team" }, "plan");

        run.Out.ShouldContain("  view spend, metadata only: ~ owner: pricing team -> growth team\n");
        run.Out.ShouldContain("warning: Features spend:rides_7d and spend:trips_7d are the same count over rides (window 604800s); use one of them, or tell them apart.\n");
        json["changes"]!.AsArray().ShouldBeEmpty();
        json["metadata"]!.ToJsonString().ShouldBe("""[{"kind":"view","name":"spend","details":["~ owner: pricing team -> growth team"]}]""".Replace(">", "\\u003E", StringComparison.Ordinal));
        await _folder.TextAsync(new NotedRides { Owner = "growth team" }, "apply");
        (await _folder.TextAsync(new NotedRides { Owner = "growth team" }, "plan")).ShouldContain("nothing to apply");
    }
}
