using System.Text.Json.Nodes;
using Larder.Support;
using Retail;

namespace Larder.Training;

/// <summary>A champion that the present service cannot feed, and aliases moved by hand.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class ChampionTests : IDisposable
{
    private const string Lacks =
        "the training set lacks its customer_spend:revenue_7d, customer_spend:revenue_30d, customer_spend:revenue_90d, customer_spend:orders_7d, customer_spend:orders_30d, "
        + "customer_spend:products_30d, customer_spend:products_90d, customer_spend:average_basket_90d, customer_profile:is_domestic, customer_profile:last_unit_price, "
        + "momentum:revenue_trend, momentum:orders_per_month";

    private readonly string _folder = Directory.CreateTempSubdirectory("larder-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_champion_that_cannot_be_compared_stays_until_its_replacement_is_asked_for()
    {
        await PrepareAsync();

        var refused = await RunAsync(new SlimShop(), "train");
        refused.ExitCode.ShouldBe(3, refused.Out);
        refused.Error.TrimEnd().ShouldBe(
            $"error: Model buys_again: better_than_champion inconclusive (champion v1 cannot be evaluated: {Lacks}; to replace it without comparison, train with --replace-champion). "
            + "Nothing was registered, champion v1 stays.");
        (await AliasesAsync()).ShouldBe(["v1 champion"]);

        var replaced = await RunAsync(new SlimShop(), "train|--replace-champion");
        replaced.ExitCode.ShouldBe(0, replaced.Error);
        replaced.Out.ShouldContain($"  gate better_than_champion: inconclusive (champion v1 cannot be evaluated: {Lacks}; replaced without comparison, as {Environment.UserName} asked)\n");
        replaced.Out.ShouldEndWith("  buys_again v2 is champion; it replaced v1 without comparison\n");
        (await AliasesAsync()).ShouldBe(["v1", "v2 champion"]);
        var evidence = (await ModelsAsync())[1]!["verdict"]!["replacement"]!;
        ((int)evidence["version"]!, (string?)evidence["by"], (string?)evidence["reason"]).ShouldBe((1, Environment.UserName, Lacks));
        DateTimeOffset.Parse((string)evidence["at"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));

        // The same training again is the champion itself: nothing is left to ask for.
        (await RunAsync(new SlimShop(), "train")).ExitCode.ShouldBe(0);
        (await AliasesAsync()).ShouldBe(["v1", "v2 champion"]);
    }

    [Fact]
    public async Task The_json_of_a_replacement_tells_what_was_replaced_by_whom_when_and_why()
    {
        await PrepareAsync();

        var run = await RunAsync(new SlimShop(), "train|--replace-champion|--output|json");

        var replaced = JsonNode.Parse(run.Out)!["model"]!["replaced_champion"]!;
        replaced.AsObject().Select(p => p.Key).ShouldBe(["version", "by", "at", "reason"]);
        ((int)replaced["version"]!, (string?)replaced["by"], (string?)replaced["reason"]).ShouldBe((1, Environment.UserName, Lacks));
    }

    [Fact]
    public async Task An_alias_is_moved_and_cleared_by_hand()
    {
        await PrepareAsync();
        (await RunAsync(new SlimShop(), "train|--replace-champion")).ExitCode.ShouldBe(0);

        (await OutAsync("models|alias|champion|--version|1")).ShouldBe("  champion of buys_again points at v1 (before: v2)\n");
        (await OutAsync("models|alias|challenger|--version|2|--model|buys_again")).ShouldBe("  challenger of buys_again points at v2 (before: no version)\n");
        (await AliasesAsync()).ShouldBe(["v1 champion", "v2 challenger"]);
        (await OutAsync("models|alias|champion|--clear")).ShouldBe("  champion of buys_again points at no version (before: v1)\n");
        JsonNode.Parse(await OutAsync("models|alias|challenger|--clear|--output|json"))!.ToJsonString().ShouldBe(
            """{"model":"buys_again","alias":"challenger","version":null,"before":2,"warnings":[]}""");
        (await AliasesAsync()).ShouldBe(["v1", "v2"]);

        var trained = await RunAsync(new SlimShop(), "train");
        trained.Out.ShouldContain("  gate better_than_champion: passed (there is no champion yet)\n");
        (await AliasesAsync()).ShouldBe(["v1", "v2 champion"]);
    }

    [Theory]
    [InlineData("models|alias|champion|--version|7", "error: Model 'buys_again' has no version 7; 'larder models' lists what is registered.")]
    [InlineData("models|alias|champion", "error: Say where champion shall point: --version NUMBER, or --clear for nowhere. 'larder models' lists the versions.")]
    [InlineData("models|alias|champion|--version|1|--clear", "error: Both --version and --clear are given; give one of them.")]
    [InlineData("models|alias|no name|--clear", "error: 'no name' is no valid alias name; use a letter, then letters, digits and underscores, 100 at most.")]
    [InlineData("models|alias|champion|--clear|--model|other", "error: There is no model 'other'; this repository has buys_again.")]
    [InlineData("models|alias|champion|--version|0", "error: --version cannot be '0'; give the number of a version, 1 or more. See alias --help.")]
    [InlineData("models|alias", "error: Required argument 'alias' missing for command: 'alias'. See alias --help.")]
    [InlineData("models|other", "error: There is no command 'other'; there are alias. See models --help.")]
    public async Task A_wrong_alias_command_says_what_to_write(string command, string error)
    {
        var run = await RunAsync(new RetailRepository(), command);

        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().ShouldBe(error);
        run.Out.ShouldBeEmpty();
    }

    /// <summary>A champion of the whole shop, then the slim shop applied.</summary>
    private async Task PrepareAsync()
    {
        var input = await SmallShop.WriteAsync(_folder);
        foreach (var command in new[] { $"ingest|--input|{input}", "apply", "train" })
        {
            (await RunAsync(new RetailRepository(), command)).ExitCode.ShouldBe(0, command);
        }

        (await RunAsync(new SlimShop(), "apply")).ExitCode.ShouldBe(0);
    }

    private async Task<JsonArray> ModelsAsync() => JsonNode.Parse(await OutAsync("models|--output|json"))!["models"]!.AsArray();

    private async Task<IEnumerable<string>> AliasesAsync() =>
        (await ModelsAsync()).Select(m => string.Join(' ', m!["aliases"]!.AsArray().Select(a => (string)a!).Prepend($"v{m["version"]}"))).ToArray();

    private async Task<string> OutAsync(string command)
    {
        var run = await RunAsync(new SlimShop(), command);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Out;
    }

    private Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, string command) =>
        ConsoleRun.RunAsync(repository, [.. command.Split('|'), "--state", Path.Combine(_folder, "state")]);
}
