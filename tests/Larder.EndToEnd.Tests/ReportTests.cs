using System.Text.Json.Nodes;
using System.Xml.Linq;
using Larder.Support;

namespace Larder;

public class ReportTests
{
    [Fact]
    public async Task The_page_about_the_real_file_shows_its_known_defects_and_who_consumes_them()
    {
        var input = SharedData.Require("online_retail.csv.gz");
        using var folder = new Folder();

        var run = (await folder.RunAsync("report", "--files", "--input", input, "--out", folder.File("report.html"), "--output", "json")).Succeeded();

        var json = JsonNode.Parse(run.Out)!;
        json["path"]!.ToString().ShouldBe(folder.File("report.html"));
        var page = XElement.Parse((await File.ReadAllTextAsync(folder.File("report.html"), TestContext.Current.CancellationToken))["<!DOCTYPE html>\n".Length..]);
        string[] findings = [.. page.Descendants("table").First().Descendants("tr").Skip(1).Select(r => string.Join(" | ", r.Elements().Select(c => c.Value)))];
        findings.Length.ShouldBe((int)json["findings"]!);
        string Of(string check) => findings.Single(f => f.Contains($" check {check}: ", StringComparison.Ordinal));
        Of("customer_missing").ShouldContain("135,080 of 541,909 bad");
        Of("cancellation").ShouldContain("9,288 of 541,909 bad");
        Of("price_negative").ShouldContain("2 of 541,909 bad");
        Of("price_zero").ShouldContain("2,515 of 541,909 bad");
        Of("line_repeated").ShouldContain("5,268 surplus");
        Of("stock_code_case").ShouldContain("112 surplus");
        Of("price_negative").ShouldContain("model buys_again");
        page.Value.ShouldNotContain("-11062.06, ");
        page.Descendants("title").Select(t => t.Value).ShouldContain(t => t.StartsWith("Histogram of unit_price from ", StringComparison.Ordinal));
        page.Descendants("title").Select(t => t.Value).ShouldContain("Shares of customer_id without a value: 24.93 % null");
    }

    [Fact]
    public async Task Stored_rows_of_the_sample_are_shown_month_by_month()
    {
        var input = SharedData.Require("online_retail.csv.gz");
        using var folder = new Folder();
        (await folder.RunAsync("ingest", "--input", input)).Succeeded();

        (await folder.RunAsync("report", "--out", folder.File("report.html"))).Succeeded();

        var page = XElement.Parse((await File.ReadAllTextAsync(folder.File("report.html"), TestContext.Current.CancellationToken))["<!DOCTYPE html>\n".Length..]);
        page.Descendants("title").Select(t => t.Value).ShouldContain(t => t.StartsWith("Jensen-Shannon divergence: unit_price, 2010-12 to 2011-12; greatest ", StringComparison.Ordinal));
    }
}
