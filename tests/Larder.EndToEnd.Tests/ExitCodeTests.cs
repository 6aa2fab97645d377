using Larder.Support;

namespace Larder;

public class ExitCodeTests(PreparedShop shop)
{
    [Fact]
    public async Task A_broken_suite_ends_with_2_and_says_what_where_and_how_many()
    {
        using var folder = new Folder();
        var lines = (await SmallShop.LinesAsync()).Select((l, i) => i % 2 == 1 ? Without(l, 6) : l);
        folder.Write("nobody.csv", string.Join('\n', lines));

        var run = await folder.RunAsync("demo", "--input", "nobody.csv");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldMatch(
            $"^error: The suite of source order_lines stopped the run on {folder.File("nobody.csv")}: column customer_id is null in [0-9,]+ of [0-9,]+ rows \\([0-9.]+ ?%\\), allowed at most 35.00 ?%; "
            + "[0-9,]+ of [0-9,]+ rows \\([0-9.]+ ?%\\) break a row rule, allowed at most 40.00 ?%. Nothing was stored; correct the input, or the suite if the input is right.\n$");
        Directory.Exists(folder.StatePath).ShouldBeFalse();
    }

    [Fact]
    public async Task An_online_value_that_differs_ends_with_4_and_the_first_difference()
    {
        using var folder = shop.Copy();
        StateFacts.Execute(Path.Combine(folder.StatePath, "online.db"), "UPDATE \"online:customer_profile@v1\" SET payload = (SELECT max(payload) FROM \"online:customer_profile@v1\")");

        var run = await folder.RunAsync("verify", "--pairs", "90", "--output", "json");

        run.ExitCode.ShouldBe(4);
        run.Error.TrimEnd('\n').Split('\n')[^1].ShouldMatch(
            "^error: [0-9]+ of 90 online vectors of repurchase differ from the history they were materialized from, the first: customer_profile:[a-z_]+ of [0-9]+ at [0-9TZ:.-]+: online .*, offline .*\\. Delete online\\.db from the state folder, run 'larder materialize' and verify again; if they still differ, report it\\.$");
        ((long)run.Json["parity"]!["different"]!).ShouldBeGreaterThan(0);
        run.Json["parity"]!["examples"]!.AsArray().Count.ShouldBe(10);
    }

    private static string Without(string line, int column)
    {
        var fields = line.Split(',');
        fields[fields.Length - 8 + column] = string.Empty;
        return string.Join(',', fields);
    }
}
