using System.Text.Json.Nodes;

namespace Larder.OpenLineage.Events;

public class RunEventsTests
{
    private static readonly LineageNames Names = new("shop", "/repo", _ => null);
    private static readonly DateTimeOffset At = new(2024, 3, 1, 12, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(RunState.Start)]
    [InlineData(RunState.Complete)]
    [InlineData(RunState.Fail)]
    [InlineData(RunState.Abort)]
    public void An_event_with_every_facet_is_valid(RunState state)
    {
        var json = Make(state, Whole(3));

        PublishedSchemas.Problems(json).ShouldBeEmpty();
        json["eventType"]!.ToString().ShouldBe(state.ToString().ToUpperInvariant());
        json["eventTime"]!.ToString().ShouldBe("2024-03-01T12:30:00.000000Z");
        json["schemaURL"]!.ToString().ShouldBe("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
        PublishedSchemas.Names.Except(Addresses(json)).ShouldBe([], "every facet that has a schema is in the event");
    }

    [Theory]
    [InlineData("eventType", "\"BEGIN\"")]
    [InlineData("eventTime", "\"yesterday\"")]
    [InlineData("run", "{\"runId\":\"seven\"}")]
    [InlineData("job", "{\"namespace\":\"shop\"}")]
    [InlineData("producer", "7")]
    [InlineData("inputs", "[{\"name\":\"x\"}]")]
    [InlineData("outputs", "[{\"namespace\":\"a\",\"name\":\"x\",\"outputFacets\":{\"f\":{}}}]")]
    public void A_spoilt_event_is_not(string member, string value)
    {
        var json = Make(RunState.Start, Whole(1));
        json[member] = JsonNode.Parse(value);

        PublishedSchemas.Problems(json).ShouldNotBeEmpty();
    }

    [Fact]
    public void Events_that_are_too_big_lose_facets_until_they_fit_and_say_which()
    {
        var whole = new RunEvents(Names, int.MaxValue).Make(RunState.Complete, At, Guid.Empty, Whole(400));
        foreach (var most in new[] { whole.Length - 1, whole.Length / 2, 20_000, 6_000 })
        {
            var bytes = new RunEvents(Names, most).Make(RunState.Complete, At, Guid.Empty, Whole(400));
            var json = JsonNode.Parse(bytes)!;

            bytes.Length.ShouldBeLessThanOrEqualTo(most);
            PublishedSchemas.Problems(json).ShouldBeEmpty();
            var reduced = json["run"]!["facets"]!["larder_reduced"]!;
            reduced["removedFacets"]![0]!.ToString().ShouldBe("columnLineage");
            ((int)reduced["originalBytes"]!).ShouldBe(whole.Length);
        }
    }

    [Fact]
    public void Runs_have_ids_of_their_own()
    {
        var events = new RunEvents(Names, 1_000);
        var run = Whole(1);

        Guid[] ids = [events.RunId(run, At, 1, 0), events.RunId(run, At, 1, 1), events.RunId(run, At, 2, 0), events.RunId(run, At.AddTicks(1), 1, 0), events.RunId(run with { Of = "other" }, At, 1, 0)];
        ids.Distinct().Count().ShouldBe(ids.Length);
        ids.ShouldAllBe(i => i.Version == 8);
        events.RunId(run, At, 1, 0).ShouldBe(ids[0]);
    }

    private static JsonObject Make(RunState state, RunDescription run) => JsonNode.Parse(new RunEvents(Names, 1 << 20).Make(state, At, new RunEvents(Names, 1).RunId(run, At, 1, 0), run))!.AsObject();

    /// <summary>A run with every facet there is, and so many columns.</summary>
    private static RunDescription Whole(int columns)
    {
        var names = Enumerable.Range(0, columns).Select(i => $"column_{i}").ToArray();
        return new RunDescription("ingest", "rows")
        {
            Inputs =
            [
                new DatasetDescription(Names.File("rows.csv"))
                {
                    Facets = new Dictionary<string, JsonObject>
                    {
                        ["schema"] = Facets.Schema(names.Select(n => (n, "float64", (string?)"What it is"))),
                        ["dataSource"] = Facets.DataSource("file", "file:///"),
                    },
                    RunFacets = new Dictionary<string, JsonObject>
                    {
                        ["inputStatistics"] = Facets.InputStatistics(7, 1),
                        ["dataQualityAssertions"] = Facets.QualityAssertions([new Assertion("not_null", "a_not_null", false, true, "a", "not null", "1 of 7 bad", null)]),
                        ["dataQualityMetrics"] = Facets.QualityMetrics(7, new Dictionary<string, JsonObject> { ["a"] = new() { ["nullCount"] = 1 } }),
                    },
                },
            ],
            Outputs =
            [
                new DatasetDescription(Names.Offline("rows"))
                {
                    Facets = new Dictionary<string, JsonObject>
                    {
                        ["version"] = Facets.Version("3"),
                        ["columnLineage"] = Facets.ColumnLineage(names.ToDictionary(n => n, n => (IReadOnlyList<ColumnOrigin>)
                            [new(Names.File("rows.csv"), n, "DIRECT", "IDENTITY"), new(Names.File("rows.csv"), n, "INDIRECT", "FILTER", "by a rule")])),
                        ["lifecycleStateChange"] = Facets.Lifecycle("CREATE"),
                        ["ownership"] = Facets.Ownership("team"),
                        ["tags"] = Facets.Tags(["raw"]),
                        ["documentation"] = Facets.Documentation("Rows"),
                        ["larder_modelVersion"] = Facets.ModelVersion("m", 2, "d", ["champion"]),
                    },
                    RunFacets = new Dictionary<string, JsonObject> { ["outputStatistics"] = Facets.OutputStatistics(6) },
                },
            ],
            JobFacets = new Dictionary<string, JsonObject>
            {
                ["jobType"] = Facets.JobType("INGEST"),
                ["sql"] = Facets.Sql("SELECT 1"),
                ["sourceCodeLocation"] = Facets.SourceCode(new GitLocation("https://example.org/shop.git", "abc", "features")),
                ["documentation"] = Facets.JobDocumentation("Reads rows"),
                ["ownership"] = Facets.JobOwnership("team"),
            },
            RunFacets = new Dictionary<string, JsonObject>
            {
                ["nominalTime"] = Facets.NominalTime("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z"),
                ["parent"] = Facets.Parent(new Guid("f99310b4-3c3c-1a1a-2b2b-c1b95c24ff11"), Names.Job("train", "m")),
                ["errorMessage"] = Facets.Error("it broke"),
                ["processing_engine"] = Facets.Engine("Larder", "0.1.0", "0.1.0"),
            },
        };
    }

    private static IEnumerable<string> Addresses(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(m => m.Key == "_schemaURL" ? [m.Value!.ToString().Split('/')[^1]] : Addresses(m.Value)),
        JsonArray items => items.SelectMany(Addresses),
        _ => [],
    };
}
