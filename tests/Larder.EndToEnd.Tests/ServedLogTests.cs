using System.Text;
using Larder.Support;

namespace Larder;

/// <summary>What a real server logs is replayed by another process; a kill costs the tail only.</summary>
public class ServedLogTests(PreparedShop shop)
{
    [Fact]
    public async Task What_a_server_logged_is_replayed_even_after_it_was_killed()
    {
        using var folder = shop.Copy();
        using (var server = folder.Start("serve", "--port", "0", "--log-rate", "1", "--output", "json"))
        {
            using var http = new HttpClient { BaseAddress = await server.AddressAsync() };
            for (var customer = 10_000; customer < 10_030; customer++)
            {
                await PostAsync(http, "get-online-features", $$"""{ "feature_service": "repurchase", "entities": { "customer_id": ["{{customer}}"] } }""");
                await PostAsync(http, "predict", $$"""{ "model": "buys_again", "entities": { "customer_id": ["{{customer}}"] } }""");
            }

            var metrics = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
            while (!metrics.Contains("larder_served_log_vectors_total{result=\"logged\"} 60\n", StringComparison.Ordinal))
            {
                metrics = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
            }

            server.Signal("KILL");
            await server.EndAsync();
        }

        var file = Directory.GetFiles(Path.Combine(folder.StatePath, "served")).Single();
        await File.AppendAllTextAsync(file, "{\"format\":1,\"served_at\":\"20", TestContext.Current.CancellationToken);
        var run = (await folder.RunAsync("verify", "--log", "--output", "json")).Succeeded();

        var parity = run.Json["parity"]!;
        ((long)parity["compared"]!, (long)parity["equal"]!, (long)parity["different"]!).ShouldBe((60, 60, 0));
        ((long)parity["log"]!["entities"]!, (long)parity["log"]!["torn_lines"]!, (long)parity["log"]!["damaged_lines"]!).ShouldBe((30, 1, 0));
        parity["features"]!.AsArray().Count.ShouldBe(16 - 1);
    }

    [Fact]
    public async Task Without_a_log_the_next_step_is_told()
    {
        using var folder = shop.Copy();

        (await folder.RunAsync("verify", "--log")).ShouldFail(
            1, $"error: There is no log of served vectors in {Path.Combine(folder.StatePath, "served")}; serve with --log-rate 0.1 or another rate, or set Larder:ServedLog:Rate, and ask for features first.");
        (await folder.RunAsync("verify", "--log", "--pairs", "30")).ShouldFail(1, "error: With --log every logged vector is compared; leave out --pairs.");
        (await folder.RunAsync("serve", "--log-rate", "2")).ShouldFail(
            1, "error: --log-rate cannot be '2'; give the part of the entities to log, from 0 to 1, such as 0.1. See serve --help.");
        folder.Environment["Larder__ServedLog__Rate"] = "often";
        (await folder.RunAsync("serve", "--port", "0")).ShouldFail(1, "error: The setting Larder:ServedLog:Rate cannot be 'often'; give the part of the entities to log, from 0 to 1, such as 0.1.");
        folder.Environment["Larder__ServedLog__Rate"] = "0.5";
        folder.Environment["Larder__ServedLog__Folder"] = "../elsewhere";
        (await folder.RunAsync("serve", "--port", "0")).ShouldFail(
            1, "error: The setting Larder:ServedLog:Folder cannot be '../elsewhere'; give a folder below the state folder, such as served.");
    }

    [Fact]
    public async Task A_value_of_the_sample_is_explained_from_history_and_from_the_store()
    {
        using var folder = shop.Copy();

        var asOf = (string)(await folder.RunAsync("verify", "--pairs", "30", "--output", "json")).Succeeded().Json["parity"]!["store"]![0]!["as_of"]!;
        foreach (var online in new string[][] { [], ["--online"] })
        {
            var run = (await folder.RunAsync(["explain", "customer_spend:revenue_30d", "--entity", "10008", "--as-of", asOf, "--output", "json", .. online])).Succeeded();
            run.Json["explanation"]!["aggregations"]!.AsArray().Count.ShouldBe(1);
            run.Error.ShouldEndWith("  computed again as training sets and serving do: the same value, status and event time\n");
        }
    }

    private static async Task PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
