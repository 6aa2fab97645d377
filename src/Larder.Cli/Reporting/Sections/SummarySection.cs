using System.Xml.Linq;
using Larder.Quality.Checks;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting.Sections;

/// <summary>The top of the page: what is broken, since when, and who consumes it.</summary>
internal static class SummarySection
{
    private const int MostFindings = 200;

    public static XElement Of(QualityReport report, IReadOnlyList<Finding> findings)
    {
        var checks = report.Sources.Sum(s => s.Checks.Count);
        var broken = report.Sources.SelectMany(s => s.Checks).Where(c => c.Outcome is CheckOutcome.Fail or CheckOutcome.Error).Count();
        var warned = report.Sources.SelectMany(s => s.Checks).Count(c => c.Outcome == CheckOutcome.Warn);
        return E(
            "section",
            A("aria-labelledby", "summary"),
            E("h2", A("id", "summary"), "What is broken"),
            E("p", $"{Numbered(report.Sources.Count, "source")}, {Numbered(checks, "check")}: {broken} broken, {warned} warn. {Numbered(findings.Count(f => f.Outcome == "drift"), "finding")} of drift."),
            findings.Count == 0
                ? E("p", Class("pass"), "Nothing is broken and nothing drifts.")
                : Table(
                    findings.Count > MostFindings ? $"The first {MostFindings} of {findings.Count} findings, the worst first" : "Findings, the worst first",
                    ["outcome", "source", "what", "since", "consumed by"],
                    findings.Take(MostFindings).Select(f => (IReadOnlyList<object>)[Mark(f.Outcome), f.Source, E("a", A("href", $"#{f.Anchor}"), f.What), f.Since, f.Consumers])));
    }

    private static string Numbered(int count, string noun) => $"{ShownText.Count(count)} {noun}{(count == 1 ? string.Empty : "s")}";
}
