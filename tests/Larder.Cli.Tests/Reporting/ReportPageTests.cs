using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Larder.Catalog;
using Larder.Cli.Monitoring;
using Larder.Cli.Reporting;
using Larder.Drifting;
using Larder.Quality.Checks;
using Larder.Quality.Drift;
using Larder.Quality.Profiles;
using Larder.Types;

namespace Larder.Reporting;

/// <summary>The page of a report, of reports made by hand.</summary>
public sealed class ReportPageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&\0\u202Eevil\u2066\uD800\u0007]]>";
    private const string Shown = "<script>alert(1)</script>\"'&\uFFFD\uFFFDevil\uFFFD\uFFFD\uFFFD]]>";
    private static readonly Instant At = Instant.From(new DateTime(2024, 3, 1, 12, 0, 0, DateTimeKind.Utc));
    private static readonly SourceDefinition Tickets = new ParkingLots().Build().Sources.Single();

    [Fact]
    public void Hostile_names_and_values_are_text()
    {
        var page = ReportPage.Write(Report(showsValues: true, Source() with { Source = Tickets with { Name = Hostile } }) with { Repository = Hostile });

        var root = Parsed(page);
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain('\u202E');
        page.ShouldNotContain('\0');
        root.Element("head")!.Element("title")!.Value.ShouldBe($"Data quality of {Shown}");
        root.Descendants("td").Select(t => t.Value).ShouldContain($"lot {Shown}");
        root.Descendants("h2").Select(t => t.Value).ShouldContain($"Source {Shown}");
        root.Descendants("text").Select(t => t.Value).ShouldContain(t => t.StartsWith("<script>alert(1)</", StringComparison.Ordinal));
        root.Descendants("td").Select(t => t.Value).ShouldContain(Shown);
    }

    [Fact]
    public void Values_are_hidden_unless_they_are_asked_for()
    {
        var page = ReportPage.Write(Report(showsValues: false, Source()));

        page.ShouldNotContain("alert(1)");
        page.ShouldNotContain("north");
        var cells = Parsed(page).Descendants("td").Select(t => t.Value).ToArray();
        cells.ShouldContain("hidden");
        Parsed(page).Descendants("th").Select(t => t.Value).ShouldContain("row 17");
        Parsed(page).Descendants("text").Select(t => t.Value).ShouldContain("value 1");
        page.ShouldContain("could not run: the reason may quote values and is hidden; --values shows it");
    }

    [Fact]
    public void The_page_asks_for_nothing_and_every_drawing_and_table_says_what_it_is()
    {
        var page = ReportPage.Write(Report(showsValues: true, Source()));

        var root = Parsed(page);
        root.Descendants().Select(e => e.Name.LocalName).Intersect(["script", "link", "img", "iframe", "object", "base", "form"]).ShouldBeEmpty();
        root.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "src" or "srcset" or "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
        root.Descendants("a").Select(a => a.Attribute("href")!.Value).ShouldAllBe(h => h.StartsWith('#') && root.Descendants().Count(e => e.Attribute("id") != null && e.Attribute("id")!.Value == h.Substring(1)) == 1);
        root.Descendants("style").Single().Value.ShouldNotContain("url(");
        root.Descendants("style").Single().Value.ShouldNotContain("@import");
        root.Descendants("style").Single().Value.ShouldContain("@media print");
        root.Descendants("svg").ShouldNotBeEmpty();
        root.Descendants("svg").ShouldAllBe(s => s.Attribute("role")!.Value == "img" && s.Elements().First().Name == "title" && s.Elements().First().Value.Length > 0);
        root.Descendants("table").ShouldAllBe(t => t.Elements().First().Name == "caption" && t.Parent!.Attribute("class")!.Value == "scroll");
        root.Descendants("h1").Count().ShouldBe(1);
        Levels(root).Zip(Levels(root).Skip(1)).ShouldAllBe(l => l.Second <= l.First + 1);
    }

    [Fact]
    public void The_summary_says_what_is_broken_since_when_and_who_consumes_it_the_worst_first()
    {
        var source = Source();
        var root = Parsed(ReportPage.Write(Report(showsValues: true, source with { Firing = new Dictionary<string, Instant> { ["lot_in_set"] = At } })));

        var rows = root.Descendants("table").First().Descendants("tr").Skip(1).Select(r => string.Join(" | ", r.Elements().Select(c => c.Value))).ToArray();
        rows.ShouldBe(
        [
            "fail | tickets | check lot_in_set: 1 of 400 bad, allowed in {left, right} | 2024-03-01T12:00:00Z | no service consumes it",
            $"error | tickets | check fee_between: could not run: {Shown} | not recorded | service charging (fees:mean_fee), model expensive (no version)",
            "drift | tickets | fee: distribution | 2024-02 | service charging (fees:mean_fee), model expensive (no version)",
        ]);
        root.Descendants("path").Count(p => p.Attribute("class")!.Value == "limit").ShouldBe(1);
        root.Descendants("path").Count(p => p.Attribute("class")!.Value == "dot").ShouldBe(1);
        root.Descendants("title").Select(t => t.Value).ShouldContain(t => t.StartsWith("Jensen-Shannon divergence: fee, 2024-01 to 2024-02; greatest ", StringComparison.Ordinal) && t.EndsWith(", limit 0.1. Marked: 2024-02.", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_reports_give_equal_pages_and_an_empty_one_is_a_page_too()
    {
        ReportPage.Write(Report(true, Source())).ShouldBe(ReportPage.Write(Report(true, Source())));

        var root = Parsed(ReportPage.Write(Report(false, new SourceReport(Tickets, string.Empty) { Missing = "Nothing was stored." })));
        root.Descendants("p").Select(p => p.Value).ShouldContain("Nothing is broken and nothing drifts.");
        root.Descendants("p").Select(p => p.Value).ShouldContain("Nothing was stored.");
        root.Descendants("svg").ShouldBeEmpty();
    }

    [Fact]
    public void Two_hundred_columns_and_a_year_of_days_stay_below_four_megabytes()
    {
        var drift = Drift();
        var compared = drift.Comparisons[^1];
        FeatureDrift[] features = [.. Enumerable.Range(0, 200).Select(i => compared.Features.Single() with { Feature = Column(i), Nulls = 0.25 })];
        var tile = new ProfileTile();
        for (var i = 0; i < 200; i++)
        {
            tile.Feature(Column(i), ProfileKind.Number).Merge(compared.Tile.Features["fee"]);
        }

        var year = Enumerable.Range(0, 365).Select(d => compared with { Period = new DateOnly(2024, 1, 1).AddDays(d).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Features = features }).ToArray();
        var source = Source() with
        {
            Columns = [.. Enumerable.Range(0, 200).Select(i => new EventColumn(Column(i), Column(i), Column(i), ColumnType.Float64, true))],
            Profile = tile,
            Drift = drift with { Comparisons = year, Drifting = DriftingFeature.Of(year, _ => [], []) },
        };

        var page = ReportPage.Write(Report(true, source));

        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(4_000_000);
        Parsed(page).Descendants("svg").Count().ShouldBe((200 * 2) + 1 + (200 * 2));
    }

    private static string Column(int i) => string.Create(CultureInfo.InvariantCulture, $"measurement_{i:000}");

    private static IEnumerable<int> Levels(XElement root) => root.Descendants().Select(e => e.Name.LocalName).Where(n => n is "h1" or "h2" or "h3" or "h4").Select(n => n[1] - '0');

    private static XElement Parsed(string page)
    {
        const string Doctype = "<!DOCTYPE html>\n";
        page.ShouldStartWith(Doctype);
        return XElement.Parse(page[Doctype.Length..], LoadOptions.PreserveWhitespace);
    }

    private static QualityReport Report(bool showsValues, SourceReport source) => new("Lots", At, showsValues, [source]);

    private static SourceReport Source()
    {
        var between = Checked(Expect.Column((Parking p) => p.Fee).Between(0, 100));
        var known = Checked(Expect.Column((Parking p) => p.Lot).InSet(["left", "right"]));
        var drift = Drift();
        var catalog = new ParkingLots().Build();
        return new SourceReport(Tickets, "tickets@2")
        {
            Checks =
            [
                CheckResult.Of(known, new CheckTally(400, 1)) with { Samples = [new CheckSample(17, [FeatureValue.From(At), FeatureValue.From(Hostile), FeatureValue.From(-5.0)])] },
                CheckResult.Failed(between, Hostile),
            ],
            Profile = ProfiledPeriod.Merge(drift.Comparisons.Select(c => c.Tile)),
            Drift = drift,
            Consumers = Tickets.Schema.Columns.ToDictionary(c => c.Name, c => FeatureConsumer.OfColumn(catalog, "tickets", c.Name)),
        };
    }

    private static Check Checked(Expectation<Parking> expectation) =>
        new ParkingLots { Tickets = new ParkingLots().Tickets.Expect(tickets => tickets.Check(expectation)) }.Build().Sources.Single().Suite.Checks.Single();

    private static DriftReport Drift()
    {
        var compared = new PeriodComparer(DriftWatch.Everything with { Features = new Dictionary<string, DriftLimits> { ["fee"] = new() }, Others = null })
            .WithPrevious([Period("2024-01", 1), Period("2024-02", 3)]);
        var catalog = new ParkingLots().Build();
        return new DriftReport(
            "source tickets", "month", "the period before", new ProfileUpdate("source tickets", "tickets@2", 0, 2, 0), compared, [], DriftingFeature.Of(compared, c => FeatureConsumer.OfColumn(catalog, "tickets", c), []));
    }

    private static ProfiledPeriod Period(string name, double factor)
    {
        var (tile, random) = (new ProfileTile(), new Random(5));
        tile.AddRows(200);
        for (var i = 0; i < 200; i++)
        {
            tile.Feature("at", ProfileKind.Time).Add(FeatureValue.From(At));
            tile.Feature("lot", ProfileKind.Category).Add(FeatureValue.From(i % 4 == 0 ? Hostile.Replace("\uD800", "\uFFFD", StringComparison.Ordinal) : "north"));
            tile.Feature("fee", ProfileKind.Number).Add(FeatureValue.From(factor * (5 + random.NextDouble())));
        }

        return new ProfiledPeriod(name, new Dictionary<string, ProfileTile> { [string.Empty] = tile });
    }
}
