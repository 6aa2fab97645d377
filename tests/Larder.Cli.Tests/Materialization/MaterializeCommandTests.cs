using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.Materialization;

/// <summary><c>materialize</c> of ranges.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class MaterializeCommandTests : IDisposable
{
    private readonly RidingState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Ranges_are_brought_until_nothing_is_left()
    {
        await _state.IngestAsync("rides.csv", "r1,2024-03-09T08:00:00Z,5,1\nr2,2024-03-10T09:00:00Z,7,2\n");
        await _state.Folder.TextAsync(new Riding(), "apply");

        (await TextAsync("last", "--from", "2024-03-10", "--to", "2024-03-11")).ShouldEndWith(
            "  last@v1: 1 entities as of 2024-03-10T09:00:00Z, 1 written\n    rides: 1 files read, 1 skipped\n    2024-03-10T00:00:00Z to 2024-03-11T00:00:00Z brought; done so far 2024-03-10T00:00:00Z to 2024-03-11T00:00:00Z; the rest waits for further ranges or a run over everything\n");
        var view = JsonNode.Parse(await TextAsync("last", "--from", "2024-03-09T08:00:00Z", "--to", "2024-03-10", "--output", "json"))!["views"]![0]!;
        ((long)view["rows"]!, (long)view["written"]!, (bool)view["is_whole"]!).ShouldBe((2, 1, true));
        view["range"]!.ToJsonString().ShouldBe("""{"from":"2024-03-09T08:00:00Z","to":"2024-03-10T00:00:00Z"}""");
        view["ranges_done"]!.ToJsonString().ShouldBe("""[{"from":"2024-03-09T08:00:00Z","to":"2024-03-11T00:00:00Z"}]""");
        (await TextAsync("last", "--from", "2024-03-10", "--to", "2024-03-11")).ShouldEndWith("    2024-03-10T00:00:00Z to 2024-03-11T00:00:00Z brought; the view has all there is, as after a run over everything\n");
    }

    [Fact]
    public async Task The_plan_says_which_files_steps_would_read_and_steps_say_which_they_did()
    {
        await _state.IngestAsync("rides.csv", "r1,2024-03-09T08:00:00Z,5,1\nr2,2024-03-10T09:00:00Z,7,2\n");
        (await _state.Folder.TextAsync(new Riding(), "plan")).ShouldEndWith(
            "  sums reads rides@1: 2 files, 0 skipped; materialize-incremental the same, because it is not applied in its present form\n"
            + "  last reads rides@1: 2 files, 0 skipped; materialize-incremental the same, because it is not applied in its present form\n");
        await _state.Folder.TextAsync(new Riding(), "apply");
        await _state.Folder.TextAsync(new Riding(), "materialize", "last");
        await _state.IngestAsync("more.csv", "r1,2024-03-11T08:00:00Z,5,1\n");

        (await _state.Folder.TextAsync(new Riding(), "plan")).ShouldEndWith(
            "  sums reads rides@2: 3 files, 0 skipped; materialize-incremental the same, because it was never materialized\n"
            + "  last reads rides@2: 3 files, 0 skipped; materialize-incremental 1 files, 2 skipped\n");
        (await _state.Folder.JsonAsync(new Riding(), "plan"))["reads"]![1]!.ToJsonString().ShouldBe(
            """{"view":"last","table":"rides@2","files":{"table":"rides","read":3,"skipped":0},"incremental_files":{"table":"rides","read":1,"skipped":2},"whole_because":null}""");
        var report = (await _state.Folder.JsonAsync(new Riding(), "materialize-incremental", "last"))["views"]![0]!;
        report["files"]!.ToJsonString().ShouldBe("""{"table":"rides","read":1,"skipped":2}""");
        (await _state.Folder.TextAsync(new Riding(), "materialize", "sums", "--as-of", "2024-03-09T12:00:00Z")).ShouldContain("    rides: 1 files read, 2 skipped\n");
    }

    [Fact]
    public async Task A_range_has_two_ends_and_no_verification_runs_while_it_is_ahead_of_the_watermark()
    {
        await _state.PrepareAsync("r1,2024-03-09T08:00:00Z,5,1\n");
        await _state.IngestAsync("more.csv", "r1,2024-03-10T08:00:00Z,7,2\nr2,2024-03-11T09:00:00Z,7,2\n");

        (await _state.Folder.FailAsync(new Riding(), 1, "materialize", "--to", "2024-03-11")).ShouldBe("A range has two ends; give --from too, or leave both out to bring everything.");
        (await _state.Folder.FailAsync(new Riding(), 1, "materialize", "--from", "March", "--to", "2024-03-11")).ShouldBe("--from cannot be 'March'; write a time such as 2011-12-09T12:50:00Z. See materialize --help.");
        await TextAsync("sums", "--from", "2024-03-10", "--to", "2024-03-11");
        (await _state.Folder.RunAsync(new Riding(), "verify")).Error.TrimEnd().Split('\n')[^1].ShouldBe(
            "error: The view sums has rows as of 2024-03-11T09:00:00Z beyond rides@1 as of 2024-03-09T08:00:00Z, of ranges or of an incremental run that did not finish, so no history is what it was made of; run 'larder materialize-incremental sums' first.");
        await _state.Folder.TextAsync(new Riding(), "materialize-incremental");
        await _state.Folder.TextAsync(new Riding(), "verify");
    }

    private Task<string> TextAsync(params string[] arguments) => _state.Folder.TextAsync(new Riding(), ["materialize", .. arguments]);
}
