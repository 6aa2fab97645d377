using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder.OpenApi;

public class OpenApiTests
{
    /// <summary>Set to 1 to take the present document as the approved one.</summary>
    private const string Approve = "LARDER_APPROVE";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        await using var shop = await ServedShop.StartAsync(options => options.Tallies = new Larder.Testing.InMemoryTallyStore());
        var answer = await shop.GetAsync("/openapi/v1.json");
        answer[..answer.IndexOf('\n')].ShouldBe("200 application/json; charset=utf-8", string.Join("\n", shop.Log.Lines));
        var document = JsonNode.Parse(answer[(answer.IndexOf('\n') + 1)..])!.ToJsonString(Readable) + "\n";

        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Root(), "tests", "golden", "openapi.json"), document);
        }
        else
        {
            document.ShouldBe(
                await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "golden", "openapi.json")),
                $"The API has changed. If it was meant to, run the test with {Approve}=1 and review the difference in tests/golden/openapi.json.");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Larder.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
