using System.Text.Json.Nodes;
using Larder.Support;
using Retail;

namespace Larder.Training;

public sealed class GateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_refused_model_ends_with_3_and_the_champion_stays()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply", "train" })
        {
            (await RunAsync(new RetailRepository(), command)).ExitCode.ShouldBe(0, command);
        }

        (await RunAsync(new WeakShop(), "apply")).ExitCode.ShouldBe(0);
        var refused = await RunAsync(new WeakShop(), "train|--output|json");
        var text = await RunAsync(new WeakShop(), "train");
        var models = JsonNode.Parse((await RunAsync(new WeakShop(), "models|--output|json")).Out)!["models"]!.AsArray();

        refused.ExitCode.ShouldBe(3, refused.Error);
        var gates = JsonNode.Parse(refused.Out)!["gates"]!.AsArray();
        gates.Where(g => (string)g!["verdict"]! == "rejected").Select(g => (string)g!["name"]!).ShouldContain("better_than_champion");
        refused.Error.TrimEnd().Split(Environment.NewLine)[^1].ShouldMatch(
            "^error: Model buys_again: .*better_than_champion rejected \\(AUC 0\\.[0-9]{3} against 0\\.[0-9]{3} of champion v1, .*\\)\\. Nothing was registered, champion v1 stays\\. Change the features or bring newer data, and train again\\.$");
        text.ExitCode.ShouldBe(3);
        text.Out.ShouldContain("  gate better_than_champion: rejected (AUC ");
        text.Error.ShouldStartWith("error: Model buys_again: ");
        models.Count.ShouldBe(1);
        ((int)models[0]!["version"]!).ShouldBe(1);
        models[0]!["aliases"]!.AsArray().Select(a => (string)a!).ShouldBe(["champion"]);
    }

    private Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, string command) =>
        ConsoleRun.RunAsync(repository, [.. command.Split('|'), "--state", Path.Combine(_folder, "state")]);
}
