using Larder.Support;

namespace Larder;

public class DemoTests(DemoRun demo) : IClassFixture<DemoRun>
{
    [Fact]
    public async Task A_second_demo_is_clean_and_duplicates_nothing_and_the_next_steps_name_the_program_or_the_project()
    {
        using var folder = new Folder();
        await SmallShop.WriteAsync(folder.Path);
        folder.Environment["LARDER_PROGRAM"] = "";
        var first = (await folder.RunAsync("demo", "--input", SmallShop.FileName)).Succeeded().Out.TrimEnd('\n').Split('\n')[^1];
        var state = Directory.GetDirectories(folder.StatePath).Single();
        var facts = StateFacts.Of(state);

        folder.Write("Shop.csproj", "<Project />");
        var second = (await folder.RunAsync("demo", "--input", SmallShop.FileName)).Succeeded().Out.TrimEnd('\n').Split('\n')[^1];

        StateFacts.Of(state).ShouldBe(facts);
        facts.ShouldContain(f => f.StartsWith("1 rows ", StringComparison.Ordinal) && f.Contains(": buys_again 1 ", StringComparison.Ordinal));
        Directory.GetFileSystemEntries(Path.Combine(state, "tmp")).ShouldBeEmpty();
        first.ShouldStartWith($"  dotnet {Path.Combine(AppContext.BaseDirectory, "Retail.dll")} plan --state .larder/demo-shop-");
        second.ShouldStartWith("  dotnet run -- plan --state .larder/demo-shop-");
    }

    [Fact]
    public void The_text_ends_with_the_summary_and_has_no_escape_codes()
    {
        var run = demo.Ended;

        run.Error.ShouldBeEmpty();
        run.Out.ShouldNotContain('\u001b');
        run.Out.ShouldContain("\n  POST /predict  buys_again v1: ");
        run.Out.ShouldContain("\n  gates     better_than_baseline passed, better_than_champion passed, p99_latency passed\n");
        run.Out.ShouldContain("\n  parity    1,500 compared, 1,500 equal, 0 different\n");
    }

    [Fact]
    public async Task The_next_steps_are_commands_that_work_as_they_are_printed()
    {
        var folder = demo.Folder;
        var steps = demo.Ended.Out.TrimEnd('\n').Split('\n')[^5..];

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
        (await folder.RunAsync([.. steps[4].Split(' ')[3..]])).Succeeded().Out.ShouldBe(
            """
              nothing to apply, 8 definitions unchanged
              customer_spend reads order_lines@1: 365 files, 0 skipped; materialize-incremental 0 files, 365 skipped
              customer_profile reads order_lines@1: 365 files, 0 skipped; materialize-incremental 0 files, 365 skipped

            """);
    }

    [Fact]
    public async Task The_real_lines_give_their_known_counts_a_model_better_than_its_baseline_and_parity()
    {
        using var folder = new Folder();
        var input = SharedData.Require("online_retail.csv.gz");

        var report = (await folder.RunAsync("demo", "--input", input, "--output", "json")).Succeeded().Json;

        DemoReport.CheckKeys(report);
        DemoReport.Text(report, "rows.read").ShouldBe("541909");
        ((long)report["rows"]!["stored"]! + (long)report["rows"]!["quarantined"]!).ShouldBe(541_909);
        DemoReport.Text(report, "rows.stored").ShouldBe("401564");
        ((double)report["model"]!["auc"]!).ShouldBeGreaterThan((double)report["model"]!["baseline_auc"]!);
        DemoReport.Text(report, "parity.compared").ShouldBe("1500");
        DemoReport.Text(report, "parity.different").ShouldBe("0");
        report["gates"]!.AsArray().ShouldAllBe(g => (string)g!["verdict"]! == "passed");
    }
}
