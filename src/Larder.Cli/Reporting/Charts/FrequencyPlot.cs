using System.Xml.Linq;

namespace Larder.Cli.Reporting.Charts;

/// <summary>Values with their shares as bars, one below the other.</summary>
internal static class FrequencyPlot
{
    private const double Step = 18;
    private const double BarLeft = 130;
    private const double BarRight = Plot.Width - 56;
    private const int MostLabel = 20;

    /// <summary>A bar for each value.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="values">The values, most frequent first.</param>
    public static XElement Of(string title, IReadOnlyList<(string Label, double Share)> values)
    {
        var most = values.Max(v => v.Share);
        return Plot.Of(title, (values.Count * Step) + 4, values.Index().SelectMany(v => Bar(v.Index * Step, v.Item.Label, v.Item.Share, most)));
    }

    private static IEnumerable<XElement> Bar(double top, string label, double share, double most)
    {
        var width = most > 0 ? Math.Max(1, (BarRight - BarLeft) * share / most) : 1;
        yield return Plot.Text(BarLeft - 6, top + 13, Short(label), isEnd: true);
        yield return Plot.Path("bar", $"M{Plot.Place(BarLeft)} {Plot.Place(top + 3)}h{Plot.Place(width)}v12h{Plot.Place(-width)}z");
        yield return Plot.Text(Plot.Width - 2, top + 13, ShownText.Share(share), isEnd: true);
    }

    private static string Short(string label)
    {
        var runes = ShownText.Of(label).EnumerateRunes().ToArray();
        return runes.Length <= MostLabel ? string.Concat(runes) : $"{string.Concat(runes.Take(MostLabel - 1))}…";
    }
}
