using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.DuckDb;
using Larder.Support;

namespace Larder;

public class InjectionTests
{
    private static readonly string[] Customers =
        ["'; DROP TABLE events;--", "\"; DROP TABLE \"online\";--", "../../etc/passwd", "ünï©ødé 客户 🛒", "{\"$ne\": null}", "a\\b\tc", "<script>", "%s%n", "NULL", " "];

    [Fact]
    public async Task Values_of_any_text_go_through_training_set_online_store_and_http_as_they_are()
    {
        using var folder = new Folder();
        var lines = await SmallShop.LinesAsync();
        folder.Write("x'; DROP--ü.csv", string.Join('\n', lines.Take(3_000).Concat(Customers.Select((c, i) =>
            $"{Quote("I'" + c)},{Quote("S\"" + c)},{Quote(c)},2,2024-02-01T10:0{i}:00,1.50,{Quote(c)},{Quote(c)}"))));
        folder.Write("spine.csv", string.Join('\n', Customers.Select(c => $"{Quote(c)},2024-02-02T00:00:00").Prepend("customer_id,event_timestamp")));

        ((long)(await folder.RunAsync("ingest", "--input", "x'; DROP--ü.csv", "--output", "json")).Succeeded().Json["rows"]!["read"]!).ShouldBe(2_999 + Customers.Length);
        (await folder.RunAsync("apply")).Succeeded();
        var set = (await folder.RunAsync("training-set", "--spine", "spine.csv", "--output", "json")).Succeeded().Json["training"]!;
        (await folder.RunAsync("materialize")).Succeeded();
        (await folder.RunAsync("verify")).Succeeded();

        Read((string)set["path"]!).ShouldBe(Customers.Select(c => (c, c, 3.0)));
        using var server = folder.Start("serve", "--port", "0", "--output", "json");
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };
        using var content = new StringContent(
            JsonSerializer.Serialize(new { features = new[] { "customer_profile:country", "customer_spend:revenue_90d" }, entities = new { customer_id = Customers }, as_of = "2024-02-02T00:00:00Z" }),
            Encoding.UTF8,
            "application/json");
        using var response = await http.PostAsync(new Uri("get-online-features", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((int)response.StatusCode).ShouldBe(200, answer.ToJsonString());
        answer["results"]![0]!["values"]!.AsArray().Select(v => (string)v!).ShouldBe(Customers);
        answer["results"]![1]!["values"]!.AsArray().Select(v => (string)v!).ShouldBe(Customers);
        answer["results"]![2]!["values"]!.AsArray().Select(v => (double)v!).ShouldAllBe(v => v == 3.0);
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<(string Customer, string Country, double Revenue)> Read(string path)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        using var result = connection.Query($"SELECT customer_id, customer_profile__country, customer_spend__revenue_90d FROM read_parquet({Identifiers.Literal(path)})");
        var chunk = result.Read()!;
        return [.. Enumerable.Range(0, chunk.RowCount).Select(i => (chunk[0].GetString(i), chunk[1].GetString(i), chunk[2].Values<double>()[i]))];
    }
}
