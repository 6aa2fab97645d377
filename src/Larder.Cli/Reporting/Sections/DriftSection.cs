using System.Globalization;
using System.Xml.Linq;
using Larder.Cli.Monitoring;
using Larder.Cli.Output;
using Larder.Cli.Reporting.Charts;
using Larder.Quality.Drift;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting.Sections;

/// <summary>Drift over time, a plot for each feature, and what drifts.</summary>
internal static class DriftSection
{
    private const int MostRows = 200;
    private const int MostSegments = 20;
    private static readonly string[] Columns = ["period", "against", "feature", "segment", "why", "js", "limit", "psi", "critical", "most moved"];

    public static IEnumerable<XElement> Of(DriftReport drift, Redaction redaction, string anchor)
    {
        PeriodComparison[] whole = [.. drift.Comparisons.Where(c => c.Segment.Length == 0)];
        yield return E("h3", A("id", anchor), "Over time");
        yield return E("p", $"By {drift.Period}, against {drift.Against}. {Small(drift)}");
        if (whole.Length == 0)
        {
            yield break;
        }

        yield return E("div", Class("plots"), Figure("rows", "Rows", [.. whole.Select(c => new PlotPoint(c.Period, c.Tile.Rows, false))], null, v => ShownText.Count((long)v)), Features(whole).SelectMany(f => OfFeature(whole, f, f)), Segments(drift, redaction));
        var rows = drift.Comparisons.SelectMany(c => c.Features.Where(f => f.IsDrift).Select(f => (Comparison: c, Drift: f))).ToArray();
        if (rows.Length > 0)
        {
            var caption = rows.Length > MostRows ? $"The last {MostRows} of {ShownText.Count(rows.Length)} comparisons that drift" : "Comparisons that drift";
            yield return Table(caption, Columns, rows.TakeLast(MostRows).Select(r => Row(drift, r.Comparison, r.Drift, redaction)));
        }
    }

    private static IEnumerable<string> Features(IReadOnlyList<PeriodComparison> comparisons) => comparisons.SelectMany(c => c.Features).Select(f => f.Feature).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Of the segments only features that drift in them.</summary>
    private static IEnumerable<XElement> Segments(DriftReport drift, Redaction redaction) => drift.Drifting.Where(f => f.Segment.Length > 0).Take(MostSegments)
        .SelectMany(f => OfFeature([.. drift.Comparisons.Where(c => c.Segment == f.Segment)], f.Feature, $"{f.Feature} of {redaction.Segment(drift, f.Segment)}"));

    private static IEnumerable<XElement> OfFeature(IReadOnlyList<PeriodComparison> comparisons, string feature, string title)
    {
        (string Period, FeatureDrift? Drift)[] series = [.. comparisons.Select(c => (c.Period, c.Features.FirstOrDefault(f => f.Feature == feature)))];
        if (series.LastOrDefault(s => s.Drift?.Scores is not null).Drift is { } newest)
        {
            yield return Figure(
                title, "Jensen-Shannon divergence", [.. series.Select(s => new PlotPoint(s.Period, s.Drift?.Scores?.JensenShannon, s.Drift?.IsDrift ?? false))], newest.Limits.JensenShannon, ShownText.Number);
        }

        if (series.Any(s => s.Drift?.Nulls > 0))
        {
            yield return Figure(title, "Share of nulls", [.. series.Select(s => new PlotPoint(s.Period, s.Drift?.Nulls, s.Drift?.Reasons.HasFlag(DriftReasons.Nulls) ?? false))], null, ShownText.Share);
        }
    }

    private static XElement Figure(string title, string what, IReadOnlyList<PlotPoint> points, double? limit, Func<double, string> write) =>
        E("figure", E("h4", title), E("figcaption", what), LinePlot.Of($"{what}: {title}", points, limit, write));

    private static IReadOnlyList<object> Row(DriftReport report, PeriodComparison comparison, FeatureDrift drift, Redaction redaction)
    {
        var why = redaction.ShowsValues ? DriftText.Of(drift) : DriftText.Numbers(drift).Concat(drift.Oddities.Count > 0 ? ["values that are odd"] : []);
        string Number(Func<DriftScores, double> score) => drift.Scores is { } scores ? score(scores).ToString("0.####", CultureInfo.InvariantCulture) : string.Empty;
        return
        [
            comparison.Period,
            comparison.Reference ?? "itself",
            drift.Feature,
            redaction.Segment(report, comparison.Segment),
            string.Join("; ", why),
            Number(s => s.JensenShannon),
            ShownText.Number(drift.Limits.JensenShannon),
            Number(s => s.StabilityIndex),
            Number(s => s.CriticalStabilityIndex),
            string.Join(", ", drift.Moved.Select((m, i) => $"{redaction.Nth("cell", i, m.Cell)}: {DriftText.Share(m.Reference)} to {DriftText.Share(m.Current)}")),
        ];
    }

    private static string Small(DriftReport drift) => drift.TooSmall.Count == 0
        ? string.Empty
        : $"Fewer than {PeriodComparer.LeastRows} rows, and not compared: {ShownText.List([.. drift.TooSmall.Select(p => p.Name)], 12)}.";
}
