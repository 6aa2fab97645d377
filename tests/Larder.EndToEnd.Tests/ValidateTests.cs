using System.Text.Json.Nodes;
using Larder.Support;

namespace Larder;

public class ValidateTests
{
    [Fact]
    public async Task The_checks_of_the_sample_find_the_known_defects_of_the_real_file()
    {
        var input = SharedData.Require("online_retail.csv.gz");
        using var folder = new Folder();

        var run = (await folder.RunAsync("validate", "--input", input, "--output", "json")).Succeeded();

        var checks = JsonNode.Parse(run.Out)!["checks"]!.AsArray().ToDictionary(c => (string)c!["check"]!, c => c!);
        string Said(string check) => $"{checks[check]["outcome"]} {checks[check]["tested"]} {checks[check]["bad"]}";
        Said("customer_id_not_null").ShouldBe("pass 541909 135080");
        Said("customer_missing").ShouldBe("warn 541909 135080");
        Said("cancellation").ShouldBe("warn 541909 9288");
        Said("price_negative").ShouldBe("warn 541909 2");
        Said("price_zero").ShouldBe("warn 541909 2515");
        Said("returns_are_cancellations").ShouldBe("pass 541909 1336");
        ((long)checks["line_repeated"]["surplus"]!).ShouldBe(5_268);
        Said("stock_code_case").ShouldBe("warn 4070 224");
        ((long)checks["stock_code_case"]["surplus"]!).ShouldBe(112);
        ((string)checks["country_distinct_count"]["value"]!).ShouldBe("38");
        checks["price_negative"]["samples"]!.AsArray().Select(s => (string)s!["values"]!["unit_price"]!).ShouldBe(["-11062.06", "-11062.06"]);
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
