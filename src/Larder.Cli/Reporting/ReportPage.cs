using System.Xml.Linq;
using Larder.Cli.Reporting.Sections;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting;

/// <summary>
/// The page of a report: one HTML document that asks for nothing else, has no script, and is well-formed XML. Its size is bounded: of what may be many (findings, groups, segments, comparisons that drift) it shows
/// some and says how many there are, and texts are cut.
/// </summary>
internal static class ReportPage
{
    /// <summary>The page. Equal reports give equal pages.</summary>
    public static string Write(QualityReport report)
    {
        var title = $"Data quality of {report.Repository}";
        var page = E(
            "html",
            A("lang", "en"),
            E(
                "head",
                E("meta", A("charset", "utf-8")),
                E("meta", A("name", "viewport"), A("content", "width=device-width, initial-scale=1")),
                E("meta", A("http-equiv", "Content-Security-Policy"), A("content", "default-src 'none'; style-src 'unsafe-inline'")),
                E("title", title),
                new XElement("style", PageStyle.Css.ReplaceLineEndings("\n"))),
            E(
                "body",
                E("header", E("h1", title), E("p", Class("soft"), $"Made {report.At} by larder report. {(report.ShowsValues ? "Values of rows are shown." : "Values of rows are hidden; --values shows them.")}")),
                E(
                    "main",
                    SummarySection.Of(report, Finding.Of(report)),
                    E("nav", A("aria-label", "Sources"), E("h2", "Sources"), E("ul", report.Sources.Select((s, i) => E("li", E("a", A("href", $"#{Anchors.Source(i)}"), s.Source.Name))))),
                    report.Sources.Select((source, i) => Source(source, i, new Redaction(report.ShowsValues))))));
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static XElement Source(SourceReport source, int index, Redaction redaction) => E(
        "section",
        Class("source"),
        A("aria-labelledby", Anchors.Source(index)),
        E("h2", A("id", Anchors.Source(index)), $"Source {source.Source.Name}"),
        source.Missing is { } missing
            ? E("p", missing)
            : new object[]
            {
                E("p", Class("soft"), source.Rows),
                CheckSection.Of(source, redaction, Anchors.Checks(index)),
                source.Drift is { } drift ? DriftSection.Of(drift, redaction, Anchors.Drift(index)) : Array.Empty<XElement>(),
                ColumnSection.Of(source, redaction),
            });
}
