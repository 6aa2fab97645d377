using Larder.Support;

namespace Larder;

public class StepsTests
{
    [Fact]
    public async Task Each_step_runs_in_order_with_text_on_standard_output()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);

        var validated = await TextAsync(folder, "validate", "--input", "shop.csv");
        validated.ShouldContain(" would store + ");
        var ingested = await TextAsync(folder, "ingest", "--input", "shop.csv");
        ingested.ShouldContain(" rows read = ");
        ingested.ShouldContain("    customer_known: broken by ");
        (await TextAsync(folder, "plan")).ShouldContain("  + model buys_again @1\n  8 to apply, 0 unchanged\n");
        (await TextAsync(folder, "apply")).ShouldEndWith("  8 applied, 0 unchanged\n");
        (await TextAsync(folder, "plan")).ShouldStartWith("  nothing to apply, 8 definitions unchanged\n  customer_spend reads order_lines@1: ");
        (await TextAsync(folder, "models")).ShouldBe("No model is registered yet; 'larder train' registers one.\n");
        (await TextAsync(folder, "training-set")).TrimEnd('\n').ShouldEndWith("data.parquet");
        var trained = await TextAsync(folder, "train");
        trained.ShouldContain("built before from the same facts");
        trained.ShouldContain("  gate better_than_baseline: passed (");
        trained.ShouldEndWith("  buys_again v1 is champion\n");
        (await TextAsync(folder, "models")).ShouldContain("buys_again   v1        champion");
        (await TextAsync(folder, "materialize")).ShouldContain("  customer_profile@v1: ");
        (await TextAsync(folder, "verify", "--pairs", "300")).ShouldContain("  300 vectors of 15 features compared, 300 equal, 0 different; ");
    }

    [Fact]
    public async Task Each_step_prints_one_json_document_alone_on_standard_output()
    {
        using var folder = new Folder();
        var lines = (await SmallShop.WriteAsync(folder.Path), (await SmallShop.LinesAsync()).Count - 1).Item2;

        var validated = await JsonAsync(folder, "validate", "--input", "shop.csv");
        ((long)validated["rows"]!["read"]!).ShouldBe(lines);
        validated["rows"]!["table_version"].ShouldBeNull();
        var rows = (await JsonAsync(folder, "ingest", "--input", "shop.csv"))["rows"]!;
        ((long)rows["read"]!).ShouldBe(lines);
        ((long)rows["stored"]! + (long)rows["quarantined"]!).ShouldBe(lines);
        ((bool)rows["repeat"]!).ShouldBeFalse();
        ((bool)(await JsonAsync(folder, "ingest", "--input", "shop.csv"))["rows"]!["repeat"]!).ShouldBeTrue();
        (await JsonAsync(folder, "plan"))["changes"]!.AsArray().Count.ShouldBe(8);
        (await JsonAsync(folder, "apply"))["changes"]!.AsArray().Count.ShouldBe(8);
        ((int)(await JsonAsync(folder, "apply"))["unchanged"]!).ShouldBe(8);
        var set = (await JsonAsync(folder, "training-set"))["training"]!;
        ((string)set["dataset_version"]!).Length.ShouldBe(64);
        File.Exists((string)set["path"]!).ShouldBeTrue();
        var trained = await JsonAsync(folder, "train");
        ((string)trained["training"]!["dataset_version"]!).ShouldBe((string)set["dataset_version"]!);
        ((double)trained["model"]!["auc"]!).ShouldBeGreaterThan((double)trained["model"]!["baseline_auc"]!);
        trained["gates"]!.AsArray().Select(g => $"{g!["name"]} {g["verdict"]}").ShouldBe(["better_than_baseline passed", "better_than_champion passed", "p99_latency passed"]);
        ((string)(await JsonAsync(folder, "models"))["models"]![0]!["aliases"]![0]!).ShouldBe("champion");
        (await JsonAsync(folder, "materialize"))["views"]!.AsArray().Select(v => (string)v!["view"]!).ShouldBe(["customer_spend", "customer_profile"]);
        var parity = (await JsonAsync(folder, "verify", "--pairs", "30"))["parity"]!;
        ((long)parity["compared"]!).ShouldBe(30);
        ((long)parity["different"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_training_set_is_built_again_from_its_record_after_more_was_ingested()
    {
        using var folder = new Folder();
        var lines = await SmallShop.LinesAsync();
        folder.Write("first.csv", string.Join('\n', lines.Where((_, i) => i % 3 > 0 || i == 0)));
        folder.Write("late.csv", string.Join('\n', lines.Where((_, i) => i % 3 == 0)));
        await TextAsync(folder, "ingest", "--input", "first.csv");
        await TextAsync(folder, "apply");
        var set = (await JsonAsync(folder, "training-set"))["training"]!;
        var version = (string)set["dataset_version"]!;
        await TextAsync(folder, "ingest", "--input", "late.csv");
        ((string)(await JsonAsync(folder, "training-set"))["training"]!["dataset_version"]!).ShouldNotBe(version);
        File.Delete((string)set["path"]!);

        (await TextAsync(folder, "training-set", "--dataset", version[..12])).ShouldContain("\n  same: the bytes are those recorded (SHA-256 ");

        var rebuilt = (await JsonAsync(folder, "training-set", "--dataset", version))["training"]!;
        ((bool)rebuilt["same"]!).ShouldBeTrue();
        ((string)rebuilt["tables"]![0]!).ShouldBe("order_lines@1");
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync((string)set["path"]!, TestContext.Current.CancellationToken)))
            .ShouldBe((string)rebuilt["recorded_content_hash"]!);
        StateFacts.Execute(Path.Combine(folder.StatePath, "registry.db"), $"UPDATE dataset SET content_hash = 'beef' WHERE dataset_version = '{version}'");
        (await folder.RunAsync("training-set", "--dataset", version)).ShouldFail(
            4,
            $"error: Training set {version[..12]} was built again from its record and differs: content {((string)rebuilt["content_hash"]!)[..12]}, recorded beef. "
            + "The code is the same, so the data files or the engine are not; check the state folder and report it.");
        (await folder.RunAsync("training-set", "--dataset", "nope")).ExitCode.ShouldBe(1);
    }

    private static async Task<string> TextAsync(Folder folder, params string[] arguments)
    {
        var run = (await folder.RunAsync(arguments)).Succeeded();
        run.Error.ShouldBeEmpty();
        run.Out.ShouldNotContain('\u001b');
        return run.Out;
    }

    private static async Task<System.Text.Json.Nodes.JsonObject> JsonAsync(Folder folder, params string[] arguments)
    {
        var run = (await folder.RunAsync([.. arguments, "--output", "json"])).Succeeded();
        run.Error.ShouldNotBeEmpty();
        run.Error.ShouldNotContain('\u001b');
        return run.Json;
    }
}
