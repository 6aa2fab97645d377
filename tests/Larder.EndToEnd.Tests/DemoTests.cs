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
    }

    [Fact]
    public async Task The_next_steps_are_commands_that_work_as_they_are_printed()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        folder.Environment["LARDER_PROGRAM"] = "./larder";

        var steps = (await folder.RunAsync("demo", "--input", "shop.csv")).Succeeded().Out.TrimEnd('\n').Split('\n')[^5..];

        steps[0].ShouldBe("Next, the server and questions to it as of the newest data, then what changing a feature would do:");
        steps[1].ShouldMatch("^  ./larder serve --state .larder/demo-shop-[0-9a-f]{8}$");
        steps[4].ShouldBe(steps[1].Replace(" serve ", " plan "));
        using var server = folder.Start([.. steps[1].Split(' ')[3..], "--port", "0", "--output", "json"]);
        var address = await server.AddressAsync();
        using var http = new HttpClient { BaseAddress = address };
        foreach (var (step, endpoint) in new[] { (steps[2], "get-online-features"), (steps[3], "predict") })
        {
            var before = $"  curl http://127.0.0.1:6566/{endpoint} -H 'Content-Type: application/json' -d '";
            step.ShouldStartWith(before);
            step.ShouldEndWith("\"as_of\":\"2024-12-30T18:52:00Z\"}'");
            using var body = new StringContent(step[before.Length..^1], System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(endpoint, UriKind.Relative), body);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("10", customMessage: answer.StatusCode.ToString());
            answer.EnsureSuccessStatusCode();
        }

        server.Signal("INT");
        (await server.EndAsync()).ExitCode.ShouldBe(0);
        (await folder.RunAsync([.. steps[4].Split(' ')[3..]])).Succeeded().Out.ShouldBe("  nothing to apply, 8 definitions unchanged\n");
    }

    [Fact]
    public async Task Without_a_script_the_next_steps_name_the_project_or_the_program()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        folder.Environment["LARDER_PROGRAM"] = "";

        var program = (await folder.RunAsync("demo", "--input", "shop.csv")).Succeeded().Out.TrimEnd('\n').Split('\n')[^1];
        folder.Write("Shop.csproj", "<Project />");
        var project = (await folder.RunAsync("demo", "--input", "shop.csv")).Succeeded().Out.TrimEnd('\n').Split('\n')[^1];

        program.ShouldStartWith($"  dotnet {Path.Combine(AppContext.BaseDirectory, "Retail.dll")} plan --state .larder/demo-shop-");
        project.ShouldStartWith("  dotnet run -- plan --state .larder/demo-shop-");
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
