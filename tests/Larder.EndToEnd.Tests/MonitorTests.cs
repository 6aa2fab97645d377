using System.Text;
using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

/// <summary>What real servers count is there after they stopped, and after they were killed.</summary>
public class MonitorTests(PreparedShop shop)
{
    [Fact]
    public async Task Two_servers_add_up_and_a_kill_costs_an_interval_at_most()
    {
        using var folder = shop.Copy();
        using var first = folder.Start("serve", "--port", "0", "--output", "json");
        using var second = folder.Start("serve", "--port", "0", "--output", "json");
        using var toFirst = new HttpClient { BaseAddress = await first.AddressAsync() };
        using var toSecond = new HttpClient { BaseAddress = await second.AddressAsync() };
        await AskAsync(toFirst, 30);
        await AskAsync(toSecond, 20);

        first.Signal("TERM");
        (await first.EndAsync()).ExitCode.ShouldBe(0);
        var told = JsonNode.Parse(await toSecond.GetStringAsync("monitoring/coverage?hours=1", TestContext.Current.CancellationToken))!;
        ((long)told["services"]![0]!["requests"]!, (long)told["services"]![0]!["covered"]!).ShouldBe((50, 0));

        await AskAsync(toSecond, 5);
        second.Signal("KILL");
        await second.EndAsync();

        var run = await folder.RunAsync("monitor", "--hours", "1", "--output", "json");
        run.ShouldFail(2, "error: 1 of 1 objectives is broken: coverage of repurchase. See which values are old or missing above, and whether sources and materializations keep up.");
        ((long)run.Json["coverage"]!["services"]![0]!["requests"]!).ShouldBeInRange(50, 55);
        var objective = run.Json["objectives"]!["objectives"]!.AsArray().Single()!;
        ((string?)objective["kind"], (string?)objective["subject"], (string?)objective["outcome"], (double?)objective["share"]).ShouldBe(("coverage", "repurchase", "broken", 0));
        run.Json["freshness"]!["views"]!.AsArray().Select(v => (string?)v!["view"]).ShouldContain("customer_spend");

        using var third = folder.Start("serve", "--port", "0", "--output", "json");
        using var toThird = new HttpClient { BaseAddress = await third.AddressAsync() };
        ((long)JsonNode.Parse(await toThird.GetStringAsync("monitoring/coverage", TestContext.Current.CancellationToken))!["services"]![0]!["requests"]!).ShouldBeInRange(50, 55);
    }

    [Fact]
    public async Task Before_anything_was_served_it_says_so()
    {
        using var folder = shop.Copy();

        var run = (await folder.RunAsync("monitor")).Succeeded();

        run.Out.ShouldContain("no_data");
        run.Error.ShouldBeEmpty();
        (await folder.RunAsync("monitor", "--hours", "0")).ShouldFail(1, "error: --hours cannot be '0'; give a whole number from 1 to 840. See monitor --help.");
    }

    private static async Task AskAsync(HttpClient http, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var content = new StringContent("""{ "feature_service": "repurchase", "entities": { "customer_id": ["nobody"] } }""", Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri("get-online-features", UriKind.Relative), content, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
