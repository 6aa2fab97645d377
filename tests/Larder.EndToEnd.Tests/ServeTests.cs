using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

public class ServeTests(PreparedShop shop)
{
    private const string Features = """{ "feature_service": "repurchase", "entities": { "customer_id": ["10008"] } }""";
    private const string Prediction = """{ "model": "buys_again", "entities": { "customer_id": ["10008"] } }""";

    [Fact]
    public async Task It_answers_over_http_and_prints_its_address_as_json()
    {
        using var folder = shop.Copy();
        using var server = folder.Start("serve", "--port", "0", "--output", "json");
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };

        (await http.GetStringAsync("health", TestContext.Current.CancellationToken)).ShouldBe("""{"status":"ok"}""");
        var (status, answer) = await PostAsync(http, "get-online-features", Features);
        status.ShouldBe(200, answer.ToJsonString());
        answer["metadata"]!["feature_names"]!.AsArray().Count.ShouldBe(16);
        (status, answer) = await PostAsync(http, "predict", Prediction);
        status.ShouldBe(200, answer.ToJsonString());
        ((double)answer["predictions"]![0]!["score"]!).ShouldBeInRange(0, 1);

        server.Signal("TERM");
        (await server.EndAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Before_apply_it_serves_and_each_request_is_told_what_to_run()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.StatePath);
        using var server = folder.Start("serve", "--port", "0", "--output", "json");
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };

        var features = await PostAsync(http, "get-online-features", Features);
        var prediction = await PostAsync(http, "predict", Prediction);

        ((int)features.Status / 100).ShouldBe(4, features.Body.ToJsonString());
        ((string)features.Body["detail"]!).ShouldBe("View customer_spend is not applied as this repository defines it; run `larder apply` and `larder materialize customer_spend`, then start the server again.");
        ((int)prediction.Status / 100).ShouldBe(4, prediction.Body.ToJsonString());
        Directory.GetFileSystemEntries(folder.StatePath).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_in_use_is_refused()
    {
        using var folder = shop.Copy();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (await folder.RunAsync("serve", "--port", $"{port}")).ShouldFail(1, $"error: Port {port} on 127.0.0.1 is in use; choose another with --port, or --port 0 for a free one.");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        using var folder = shop.Copy();

        (await folder.RunAsync("serve", "--host", "192.0.2.1", "--port", "0")).ShouldFail(1, "error: 192.0.2.1 is no address of this machine; listen on one that is.");
    }

    [Fact]
    public async Task It_reads_while_another_process_materializes()
    {
        using var folder = shop.Copy();
        using var server = folder.Start("serve", "--port", "0", "--output", "json");
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };
        using var writer = folder.Start("materialize", "--as-of", "2025-01-05");
        var writing = writer.EndAsync();

        var answers = 0;
        while (!writing.IsCompleted || answers < 50)
        {
            (await PostAsync(http, "get-online-features", Features)).Status.ShouldBe(200);
            answers++;
        }

        (await writing).Succeeded();
    }

    private static async Task<(int Status, JsonNode Body)> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
