using System.Text.Json.Nodes;

namespace Larder.OpenLineage;

public sealed class LineageRecorderTests : IDisposable
{
    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_told_at_its_beginning_and_its_end()
    {
        var events = await EventsAsync(r => r.RunAsync(Run("ingest"), () => Task.FromResult(7), n => Run("ingest") with
        {
            RunFacets = new Dictionary<string, JsonObject> { ["nominalTime"] = Facets.NominalTime($"2024-03-0{n}T00:00:00Z", null) },
        }));

        events.Select(e => e["eventType"]!.ToString()).ShouldBe(["START", "COMPLETE"]);
        events.Select(e => e["run"]!["runId"]!.ToString()).Distinct().Count().ShouldBe(1);
        events[1]["run"]!["facets"]!["nominalTime"]!["nominalStartTime"]!.ToString().ShouldBe("2024-03-07T00:00:00Z");
        events.ShouldAllBe(e => e["job"]!["name"]!.ToString() == "ingest.rows" && e["job"]!["facets"]!["jobType"]!["jobType"]!.ToString() == "INGEST");
        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_is_told_without_secrets_and_thrown_on()
    {
        var events = await EventsAsync(r => Should.ThrowAsync<InvalidOperationException>(() => r.RunAsync<int>(
            Run("train"), () => throw new InvalidOperationException("Password=s3cret! is wrong for hidden-value"), _ => Run("train"))));

        events[1]["eventType"]!.ToString().ShouldBe("FAIL");
        events[1]["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldBe("Password=*** is wrong for ***");
    }

    [Fact]
    public async Task A_result_that_is_no_success_is_told_as_a_failure()
    {
        var events = await EventsAsync(r => r.RunAsync(Run("train"), () => Task.FromResult(1), _ => Run("train"), _ => "a gate refused"));

        events[1]["eventType"]!.ToString().ShouldBe("FAIL");
        events[1]["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldBe("a gate refused");
    }

    [Fact]
    public async Task A_run_that_is_stopped_is_told_as_aborted()
    {
        var events = await EventsAsync(r => Should.ThrowAsync<OperationCanceledException>(() => r.RunAsync<int>(Run("ingest"), () => throw new OperationCanceledException(), _ => Run("ingest"))));

        events.Select(e => e["eventType"]!.ToString()).ShouldBe(["START", "ABORT"]);
    }

    [Fact]
    public async Task A_run_inside_another_names_it_and_the_outermost_the_one_from_outside()
    {
        var events = await EventsAsync(r => r.RunAsync(
            Run("training_set"), () => r.RunAsync(Run("derive"), () => Task.FromResult(1), _ => Run("derive")), _ => Run("training_set")));

        events.Select(e => $"{e["job"]!["name"]} {e["eventType"]}").ShouldBe(["training_set.rows START", "derive.rows START", "derive.rows COMPLETE", "training_set.rows COMPLETE"]);
        events[1]["run"]!["facets"]!["parent"]!["run"]!["runId"]!.ToString().ShouldBe(events[0]["run"]!["runId"]!.ToString());
        events[0]["run"]!["facets"]!["parent"]!["job"]!["name"]!.ToString().ShouldBe("dag/nightly");
        events.SelectMany(e => PublishedSchemas.Problems(e)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_description_that_breaks_leaves_the_work_as_it_is()
    {
        var result = 0;
        var events = await EventsAsync(async r => result = await r.RunAsync(Run("ingest"), () => Task.FromResult(3), _ => throw new InvalidOperationException("no description")));

        result.ShouldBe(3);
        events[1]["eventType"]!.ToString().ShouldBe("COMPLETE");
    }

    private static RunDescription Run(string kind) => new(kind, "rows");

    private async Task<JsonNode[]> EventsAsync(Func<LineageRecorder, Task> act)
    {
        var path = _folder.File("events.jsonl");
        var options = new LineageOptions { FilePath = path };
        await using (var recorder = new LineageRecorder(
            _folder.Sender(options), new LineageNames("shop", "/repo", _ => null), options, new Redaction(["hidden-value"]), TimeProvider.System, parent: "airflow/dag/nightly/f99310b4-3c3c-1a1a-2b2b-c1b95c24ff11"))
        {
            await act(recorder);
        }

        return [.. (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Select(l => JsonNode.Parse(l)!)];
    }
}
