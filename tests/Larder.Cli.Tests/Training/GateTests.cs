using System.Text.Json.Nodes;
using Larder.Support;
using Retail;

namespace Larder.Training;

[Collection(ConsoleRun.Alone)]
public sealed class GateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_model_worse_than_the_champion_ends_with_3_and_the_champion_stays()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply", "train" })
        {
            (await RunAsync(new RetailRepository(), command)).ExitCode.ShouldBe(0, command);
        }

        var refused = await RunAsync(new RetailRepository(), "train|--as-of|2024-12-03|--output|json");

        refused.ExitCode.ShouldBe(3, refused.Out);
        Rejected(refused.Out).ShouldContain("better_than_champion");
        LastLine(refused.Error).ShouldMatch(
            "^error: Model buys_again: .*better_than_champion rejected \\(AUC 0\\.[0-9]{3} against 0\\.[0-9]{3} of champion v1, .*\\)\\. Nothing was registered, champion v1 stays\\. Change the features or bring newer data, and train again\\.$");
        await ChampionIsAsync(1);
    }

    [Fact]
    public async Task A_champion_that_has_learnt_the_test_is_not_compared_and_stays()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply", "train" })
        {
            (await RunAsync(new RetailRepository(), command)).ExitCode.ShouldBe(0, command);
        }

        var refused = await RunAsync(new RetailRepository(), "train|--as-of|2024-09-01");

        refused.ExitCode.ShouldBe(3, refused.Out);
        LastLine(refused.Error).ShouldBe(
            "error: Model buys_again: better_than_champion inconclusive (champion v1 cannot be evaluated: it was fitted on rows up to 2024-09-05T00:00:00Z, and the rows held out here begin at "
            + "2024-06-13T00:00:00Z; train as of a later time, or to replace it without comparison, train with --replace-champion). Nothing was registered, champion v1 stays.");
        await ChampionIsAsync(1);
    }

    [Fact]
    public async Task A_model_no_better_than_its_baseline_ends_with_3_and_is_not_registered()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply" })
        {
            (await RunAsync(new WeakShop(), command)).ExitCode.ShouldBe(0, command);
        }

        var refused = await RunAsync(new WeakShop(), "train");

        refused.ExitCode.ShouldBe(3, refused.Out);
        refused.Out.ShouldContain("  gate better_than_baseline: rejected (AUC ");
        LastLine(refused.Error).ShouldMatch("^error: Model buys_again: better_than_baseline rejected \\(.*\\)\\. Nothing was registered.*\\.$");
        await ChampionIsAsync(null);
    }

    private async Task ChampionIsAsync(int? version)
    {
        var models = JsonNode.Parse((await RunAsync(new RetailRepository(), "models|--output|json")).Out)!["models"]!.AsArray();
        models.Select(m => (int)m!["version"]!).ShouldBe(version is { } only ? [only] : []);
        models.ShouldAllBe(m => m!["aliases"]!.AsArray().Single()!.ToString() == "champion");
    }

    private static IEnumerable<string> Rejected(string json) =>
        JsonNode.Parse(json)!["gates"]!.AsArray().Where(g => (string)g!["verdict"]! == "rejected").Select(g => (string)g!["name"]!);

    private static string LastLine(string text) => text.TrimEnd().Split(Environment.NewLine)[^1];

    private Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, string command) =>
        ConsoleRun.RunAsync(repository, [.. command.Split('|'), "--state", Path.Combine(_folder, "state")]);
}
