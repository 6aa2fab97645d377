using System.Text.Json.Nodes;
using Larder.Derived;
using Larder.OpenLineage;
using Larder.Support;
using Retail;

namespace Larder.Lineage;

/// <summary>The events of every command that runs something, as a lineage server gets them; each is valid against the published schemas.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class LineageEventsTests : IDisposable
{
    private const string Transport = "Larder__Lineage__Transport";
    private const string EventsPath = "Larder__Lineage__Path";

    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly CommandFolder _folder = new();

    public LineageEventsTests()
    {
        Environment.SetEnvironmentVariable(Transport, "file");
        Environment.SetEnvironmentVariable(EventsPath, Path.Combine(_folder.Path, "events.jsonl"));
        Environment.SetEnvironmentVariable("OPENLINEAGE_NAMESPACE", "rides");
    }

    public void Dispose()
    {
        foreach (var variable in new[] { Transport, EventsPath, "OPENLINEAGE_NAMESPACE", "OPENLINEAGE_URL" })
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Ingest_training_set_and_materialize_tell_of_themselves()
    {
        var (repository, input) = (new Riding(), _folder.Write("rides.csv", Rides.Generate(3, 200, Start, TimeSpan.FromDays(30))));
        await _folder.TextAsync(repository, "ingest", "--input", input);
        await _folder.TextAsync(repository, "apply");
        await _folder.TextAsync(repository, "materialize", "sums");
        var spine = _folder.Write("spine.csv", "rider_id,event_timestamp,fare\nr1,2024-03-20T00:00:00Z,3\n");
        var set = (string)(await _folder.JsonAsync(repository, "training-set", "riding", "--spine", spine))["training"]!["dataset_version"]!;

        var events = Events();

        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
        events.Select(e => $"{e["job"]!["namespace"]} {e["job"]!["name"]} {e["eventType"]}").ShouldBe(
        [
            "rides ingest.rides START", "rides ingest.rides COMPLETE", "rides materialize.sums START", "rides materialize.sums COMPLETE",
            "rides training_set.riding START", "rides training_set.riding COMPLETE",
        ]);
        var (ingest, materialize, training) = (events[1], events[3], events[5]);
        ingest["inputs"]![0]!["namespace"]!.ToString().ShouldBe("file");
        ingest["inputs"]![0]!["name"]!.ToString().ShouldBe(input);
        ((long)ingest["inputs"]![0]!["inputFacets"]!["inputStatistics"]!["rowCount"]!).ShouldBe(200);
        var table = ingest["outputs"]![0]!;
        $"{table["namespace"]} {table["name"]} {table["facets"]!["version"]!["datasetVersion"]} {table["facets"]!["lifecycleStateChange"]!["lifecycleStateChange"]}".ShouldBe("larder://rides offline.rides 1 CREATE");
        Lineage(table, "fare").ShouldBe([$"{input}.Fare IDENTITY"]);
        Lineage(materialize["outputs"]![0]!, "fare_recent").ShouldBe(["offline.rides.fare AGGREGATION", "offline.rides.rider GROUP_BY", "offline.rides.at WINDOW"]);
        var data = training["outputs"]![0]!;
        $"{data["name"]} {data["facets"]!["version"]!["datasetVersion"]} {data["outputFacets"]!["outputStatistics"]!["rowCount"]}".ShouldBe($"training_sets.riding {set} 1");
        Lineage(data, "ratio__to_recent").ShouldBe(["offline.rides.fare AGGREGATION", "offline.rides.rider GROUP_BY", "offline.rides.at WINDOW"]);
        training["inputs"]!.AsArray().Select(i => i!["name"]!.ToString()).ShouldBe(["offline.rides", spine]);
        training["run"]!["facets"]!["nominalTime"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Derived_sources_tell_what_their_columns_are_made_of()
    {
        await _folder.TextAsync(new Trips(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "a,2024-01-01T08:00:00,10,1\na,2024-01-02T08:00:00,20,1\n"));
        await _folder.TextAsync(new Trips(), "derive", "daily");

        var events = Events();

        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
        events.Select(e => $"{e["job"]!["name"]} {e["eventType"]}").ShouldBe(
            ["ingest.rides START", "ingest.rides COMPLETE", "derive.all START", "derive.all COMPLETE", "derive.daily START", "derive.daily COMPLETE"]);
        JsonNode[] tables = [.. events[3]["outputs"]!.AsArray().Select(o => o!).OrderBy(o => o["name"]!.ToString(), StringComparer.Ordinal)];
        var (daily, trips) = (tables[0], tables[1]);
        Lineage(trips, "over_mean").ShouldBe(
            ["offline.rides.fare TRANSFORMATION", "offline.rides.fare AGGREGATION", "offline.rides.rider GROUP_BY", "offline.rides.rider JOIN", "offline.rides.at WINDOW", "offline.rides.at JOIN"], ignoreOrder: true);
        Lineage(daily, "rides").ShouldBe(["offline.rides.rider GROUP_BY", "offline.rides.at GROUP_BY"], ignoreOrder: true);
        daily["facets"]!["lifecycleStateChange"]!["lifecycleStateChange"]!.ToString().ShouldBe("OVERWRITE");
        events[5]["job"]!["facets"]!["sql"]!["query"]!.ToString().ShouldBe("SELECT rider, date_trunc('day', \"at\") AS day, count(*) AS rides FROM \"rides\" GROUP BY ALL");
    }

    [Fact]
    public async Task A_training_tells_the_model_it_gave_and_a_refused_one_fails()
    {
        var input = await SmallShop.WriteAsync(_folder.Path);
        await _folder.TextAsync(new RetailRepository(), "ingest", "--input", input);
        await _folder.TextAsync(new RetailRepository(), "apply");
        await _folder.TextAsync(new RetailRepository(), "train");
        (await _folder.RunAsync(new RetailRepository(), "train", "--as-of", "2024-12-03")).ExitCode.ShouldBe(3);

        var events = Events();

        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
        events.Skip(2).Select(e => $"{e["job"]!["name"]} {e["eventType"]}").ShouldBe(
        [
            "training_set.repurchase START", "training_set.repurchase COMPLETE", "train.buys_again START", "train.buys_again COMPLETE",
            "training_set.repurchase START", "training_set.repurchase COMPLETE", "train.buys_again START", "train.buys_again FAIL",
        ]);
        var (data, model) = (events[3]["outputs"]![0]!["facets"]!, events[5]["outputs"]![0]!["facets"]!);
        Lineage(events[3]["outputs"]![0]!, "label").ShouldBe(
            ["offline.order_lines.invoice_no FILTER", "offline.order_lines.quantity FILTER", "offline.order_lines.customer_id GROUP_BY", "offline.order_lines.invoice_date WINDOW"], ignoreOrder: true);
        data["ownership"]!["owners"]![0]!["name"]!.ToString().ShouldBe("growth@example.org");
        data["tags"]!["tags"]!.AsArray().Select(t => t!["key"]!.ToString()).ShouldBe(["weekly", "repurchase"]);
        model["larder_modelVersion"]!["datasetVersion"]!.ToString().ShouldBe(data["version"]!["datasetVersion"]!.ToString());
        ((int)model["larder_modelVersion"]!["version"]!).ShouldBe(1);
        events[9]["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldBe("refused by gate better_than_champion");
    }

    [Fact]
    public async Task A_validation_tells_each_check_and_fails_where_one_did()
    {
        var path = _folder.Write("rides.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\nb,2024-03-01T09:00:00,-5,2\n");

        (await _folder.RunAsync(new JudgedRides(), "validate", "--input", path)).ExitCode.ShouldBe(2);

        var events = Events();
        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
        events.Select(e => $"{e["job"]!["name"]} {e["eventType"]}").ShouldBe(["validate_rules.rides START", "validate_rules.rides COMPLETE", "validate.rides START", "validate.rides FAIL"]);
        events[3]["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldBe("1 of 3 checks failed");
        var judged = events[3]["inputs"]![0]!["inputFacets"]!;
        judged["dataQualityAssertions"]!["assertions"]!.AsArray().Select(a => $"{a!["name"]} {a["success"]} {a["severity"]} {a["column"]}").ShouldBe(
            ["row_count true error ", "fare_between false error fare", "rider_not_null true warn rider"]);
        judged["dataQualityMetrics"]!.AsObject()["columnMetrics"]!.ToJsonString().ShouldBe("""{"rider":{"nullCount":0}}""");
    }

    [Fact]
    public async Task A_failed_run_says_why()
    {
        await _folder.FailAsync(new Riding(), 1, "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "a,no time,10,1\n"));

        var last = Events()[^1];
        last["eventType"]!.ToString().ShouldBe("FAIL");
        last["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldContain("no time");
        PublishedSchemas.Problems(last).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_a_line_and_changes_nothing_else()
    {
        Environment.SetEnvironmentVariable(Transport, null);
        Environment.SetEnvironmentVariable("OPENLINEAGE_URL", "http://127.0.0.1:9");

        var text = await _folder.TextAsync(new Riding(), "ingest", "--input", _folder.Write("rides.csv", Rides.Header + "a,2024-03-01T08:00:00,10,1\n"));

        text.ShouldContain($"  lineage: the server cannot be reached; 2 events wait in {Path.Combine(_folder.StatePath, "lineage", "spool")}, 0 were dropped so far\n");
    }

    [Theory]
    [InlineData("OPENLINEAGE_URL", "http://me:secret@127.0.0.1", "The address of the lineage server (Larder:Lineage:Url or OPENLINEAGE_URL) is no http or https URL without user and password; give one such as http://marquez:5000, and the key as OPENLINEAGE_API_KEY.")]
    [InlineData(Transport, "kafka", "The setting Larder:Lineage:Transport cannot be 'kafka'; use http or file.")]
    [InlineData(EventsPath, null, "The setting Larder:Lineage:Transport is file; say with Larder:Lineage:Path which file.")]
    public async Task A_wrong_setting_is_answered_with_what_to_write(string variable, string? value, string message)
    {
        if (variable == "OPENLINEAGE_URL")
        {
            Environment.SetEnvironmentVariable(Transport, null);
        }

        Environment.SetEnvironmentVariable(variable, value);

        (await _folder.FailAsync(new Riding(), 1, "plan")).ShouldBe(message);
    }

    private static string[] Lineage(JsonNode dataset, string column) =>
        [.. dataset["facets"]!["columnLineage"]!["fields"]![column]!["inputFields"]!.AsArray().SelectMany(f => f!["transformations"]!.AsArray().Select(t => $"{f["name"]}.{f["field"]} {t!["subtype"]}"))];

    private JsonNode[] Events() => [.. File.ReadAllLines(Path.Combine(_folder.Path, "events.jsonl")).Select(l => JsonNode.Parse(l)!)];

    private sealed class JudgedRides : FeatureRepository
    {
        private static readonly Expectation<Ride>[] Checks =
        [
            Expect.Column((Ride r) => r.Fare).Between(0, 100),
            Expect.Column((Ride r) => r.Rider).NotNull().AsWarning(),
        ];

        public static EventSource<Ride> All => Source.Csv<Ride>("rides.csv", eventTime: r => r.At, name: "rides").Expect(rides => rides.Check(Checks));
    }
}
