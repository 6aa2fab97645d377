using Larder.Support;

namespace Larder.Offline;

/// <summary><c>training-set --dataset</c>, and the warnings of <c>plan</c> and <c>training-set</c>.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class TrainingSetCommandTests : IDisposable
{
    private const string Warning = "Spine each_ride has a row per event of rides, and row view last sees the event itself: its label may leak into the features. "
        + "Say when the rows of rides are known (WithDelay or WithKnownAt), or leave last out of the service.";

    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Rides Repository = new();

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recorded_training_set_is_built_again_and_compared()
    {
        var version = await BuildAsync();
        await IngestAsync(2);

        var said = await _folder.TextAsync(Repository, "training-set", "--dataset", version[..12]);
        said.ShouldMatch($"^training set {version[..12]} …\n(training set {version[..12]}: .*\n)+  200 rows of pricing@1 from rides@1 as of 2024-03-[0-9T:.]+Z, built [0-9T:.-]+Z\n  same: the bytes are those recorded \\(SHA-256 [0-9a-f]{{64}}\\)\n$");
        var set = (await _folder.JsonAsync(Repository, "training-set", "--dataset", version))["training"]!;
        ((bool)set["same"]!, (string)set["dataset_version"]!, (string)set["tables"]![0]!, (string)set["spine"]!).ShouldBe((true, version, "rides@1", "each_ride@1"));
        ((string)set["content_hash"]!).ShouldBe((string)set["recorded_content_hash"]!);
        ((string)set["code_version"]!).ShouldBe((string)set["recorded_code_version"]!);
    }

    [Fact]
    public async Task Changed_definitions_and_facts_given_twice_are_refused()
    {
        var version = await BuildAsync();

        (await _folder.FailAsync(new Rides { LowFare = 9 }, 1, "training-set", "--dataset", version)).ShouldMatch(
            $"^Training set {version[..12]} cannot be rebuilt by this code: it was built with view priced@1, this repository has a form of it that was never applied; "
            + "it was built with service pricing@1, this repository has a form of it that was never applied\\. Check out the code it was built with \\(larder .*, engine [0-9a-f]{32}\\) and run the same command again\\.$");
        (await _folder.FailAsync(Repository, 1, "training-set", "--dataset", "nope")).ShouldBe($"There is no training set 'nope'; 1 are recorded, the newest are {version[..12]}.");
        (await _folder.FailAsync(Repository, 1, "training-set", "--dataset", version, "--as-of", "2024-03-02")).ShouldBe("The record that --dataset names says --as-of already; leave --as-of out.");
        (await _folder.FailAsync(Repository, 1, "training-set", "pricing", "--dataset", version)).ShouldBe("The record that --dataset names says the service already; leave the service out.");
    }

    [Fact]
    public async Task A_spine_whose_rows_see_their_own_event_is_warned_of_once()
    {
        await IngestAsync(1);

        (await _folder.TextAsync(Repository, "plan")).ShouldContain($" unchanged\nwarning: {Warning}\n");
        var plan = await _folder.JsonAsync(Repository, "plan");
        plan["warnings"]!.AsArray().Select(w => (string)w!).ShouldBe([Warning]);
        await _folder.TextAsync(Repository, "apply");
        (await _folder.TextAsync(Repository, "training-set")).ShouldStartWith($"warning: {Warning}\ntraining set of pricing …\n");
        (await _folder.JsonAsync(Repository, "training-set"))["warnings"]!.AsArray().Select(w => (string)w!).ShouldBe([Warning]);
    }

    [Fact]
    public async Task Rows_that_are_known_later_are_not_warned_of()
    {
        var delayed = new Rides { Delay = TimeSpan.FromMinutes(1) };

        (await _folder.TextAsync(delayed, "plan")).ShouldNotContain("warning");
        (await _folder.JsonAsync(delayed, "plan"))["warnings"]!.AsArray().ShouldBeEmpty();
    }

    private async Task<string> BuildAsync()
    {
        await IngestAsync(1);
        await _folder.TextAsync(Repository, "apply");
        return (string)(await _folder.JsonAsync(Repository, "training-set"))["training"]!["dataset_version"]!;
    }

    private Task<string> IngestAsync(int seed) =>
        _folder.TextAsync(Repository, "ingest", "--input", _folder.Write($"rides{seed}.csv", Rides.Generate(seed, 200, Start, TimeSpan.FromDays(20))));
}
