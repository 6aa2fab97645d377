using System.IO.Compression;
using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

public class InferSuiteTests
{
    /// <summary>What is done to every so many lines of the real file: the field from the right, and its value.</summary>
    private static readonly (int Every, int Field, string Value)[] Damages = [(1_000, 1, "Frnace"), (2, 2, ""), (3_000, 3, "1000000"), (5_000, 4, "1910-12-01T08:26:00"), (7_000, 5, "9000000")];

    [Fact]
    public async Task A_suite_inferred_from_the_real_file_passes_on_it_and_finds_the_damage_in_a_copy()
    {
        var input = SharedData.Require("online_retail.csv.gz");
        using var folder = new Folder();
        var suite = folder.File("suites/order_lines.yaml");

        (await folder.RunAsync("infer-suite", "--input", input, "--write", suite)).Succeeded();
        (await folder.RunAsync("validate", "--input", input, "--suite", suite)).Succeeded();
        var damaged = await folder.RunAsync("validate", "--input", await DamageAsync(input, folder.File("damaged.csv")), "--suite", suite, "--output", "json");

        damaged.ExitCode.ShouldBe(2);
        JsonNode.Parse(damaged.Out)!["checks"]!.AsArray().Where(c => (string)c!["outcome"]! != "pass").Select(c => (string)c!["check"]!).ShouldBe(
            ["row_count", "quantity_between", "invoice_date_event_time_sane", "unit_price_between", "customer_id_not_null", "country_in_set"]);
    }

    /// <summary>Every third line, some of them damaged.</summary>
    private static async Task<string> DamageAsync(string input, string output)
    {
        await using var gzip = new GZipStream(File.OpenRead(input), CompressionMode.Decompress);
        using var lines = new StreamReader(gzip);
        await using var copy = new StreamWriter(output);
        await copy.WriteLineAsync(await lines.ReadLineAsync());
        for (var number = 1; await lines.ReadLineAsync() is { } line; number++)
        {
            if (number % 3 != 0)
            {
                continue;
            }

            var fields = line.Split(',');
            foreach (var (_, field, value) in Damages.Where(d => number % d.Every == 0))
            {
                fields[^field] = value;
            }

            await copy.WriteLineAsync(string.Join(',', fields));
        }

        return output;
    }
}
