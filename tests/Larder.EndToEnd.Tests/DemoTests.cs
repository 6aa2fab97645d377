using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

public class DemoTests
{
    [Fact]
    public async Task A_second_demo_is_clean_and_duplicates_nothing()
    {
        using var folder = new Folder();
        var first = (await folder.RunAsync("demo", "--output", "json")).Succeeded().Json;
        var state = folder.File(".larder/demo-generated");
        var facts = StateFacts.Of(state);

        var second = (await folder.RunAsync("demo", "--output", "json")).Succeeded().Json;

        CheckKeys(first);
        CheckKeys(second);
        StateFacts.Of(state).ShouldBe(facts);
        Text(second, "training.dataset_version").ShouldBe(Text(first, "training.dataset_version"));
        Text(second, "model.version").ShouldBe("1");
        facts.ShouldContain(f => f.StartsWith($"order_lines: {Text(first, "rows.stored")} rows ", StringComparison.Ordinal));
        facts.ShouldContain(f => f.StartsWith($"order_lines__quarantine: {Text(first, "rows.quarantined")} rows ", StringComparison.Ordinal));
        Directory.GetFileSystemEntries(Path.Combine(state, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_text_ends_with_the_summary_and_has_no_escape_codes()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);

        var run = (await folder.RunAsync("demo", "--input", "shop.csv")).Succeeded();

        run.Error.ShouldBeEmpty();
        run.Out.ShouldNotContain('\u001b');
        run.Out.ShouldContain("\n  POST /predict  buys_again v1: ");
        run.Out.ShouldContain("\n  gates     better_than_baseline passed, better_than_champion passed, p99_latency passed\n");
        run.Out.ShouldContain("\n  parity    1,500 compared, 1,500 equal, 0 different\n");
        run.Out.TrimEnd('\n').Split('\n')[^1].ShouldStartWith("Next: './larder serve --state ");
    }

    [Fact]
    public async Task The_real_lines_give_their_known_counts_a_model_better_than_its_baseline_and_parity()
    {
        using var folder = new Folder();
        var input = SharedData.Require("online_retail.csv.gz");

        var demo = (await folder.RunAsync("demo", "--input", input, "--output", "json")).Succeeded().Json;

        CheckKeys(demo);
        Text(demo, "rows.read").ShouldBe("541909");
        ((long)demo["rows"]!["stored"]! + (long)demo["rows"]!["quarantined"]!).ShouldBe(541_909);
        Text(demo, "rows.stored").ShouldBe("401564");
        ((double)demo["model"]!["auc"]!).ShouldBeGreaterThan((double)demo["model"]!["baseline_auc"]!);
        Text(demo, "parity.compared").ShouldBe("1500");
        Text(demo, "parity.different").ShouldBe("0");
        demo["gates"]!.AsArray().ShouldAllBe(g => (string)g!["verdict"]! == "passed");
    }

    private static void CheckKeys(JsonObject demo)
    {
        string[] paths =
        [
            "rows.read", "rows.stored", "rows.quarantined", "training.rows", "training.dataset_version", "model.auc", "model.baseline_auc", "parity.compared", "parity.different",
            .. new[] { "total", "ingest", "apply", "training_set", "train", "materialize", "serve", "verify" }.Select(s => $"seconds.{s}"),
        ];
        foreach (var path in paths)
        {
            Text(demo, path).ShouldNotBeEmpty();
        }

        demo["gates"]!.AsArray().Select(g => (string)g!["name"]!).ShouldBe(["better_than_baseline", "better_than_champion", "p99_latency"]);
    }

    private static string Text(JsonObject demo, string path)
    {
        var value = path.Split('.').Aggregate((JsonNode?)demo, (node, name) => node?[name]);
        value.ShouldNotBeNull(path);
        return value.ToString();
    }
}
