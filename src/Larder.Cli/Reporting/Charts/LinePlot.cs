using System.Text;
using System.Xml.Linq;

namespace Larder.Cli.Reporting.Charts;

/// <summary>A number over time.</summary>
internal static class LinePlot
{
    private const double Height = 120;
    private const double Base = 100;
    private const double Top = 16;
    private const double Headroom = 1.25;

    /// <summary>A line over the periods, broken where there is no number.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="points">The periods in order, each with its number, or null, and whether it is marked with a dot.</param>
    /// <param name="limit">A level drawn across; null for none.</param>
    /// <param name="write">How a number of the scale is written.</param>
    public static XElement Of(string title, IReadOnlyList<PlotPoint> points, double? limit, Func<double, string> write)
    {
        var most = Math.Max(points.Max(p => p.Value ?? 0), (limit ?? 0) * Headroom);
        most = most > 0 ? most : 1;
        double X(int i) => points.Count == 1 ? (Plot.Left + Plot.Right) / 2 : Plot.Left + ((Plot.Right - Plot.Left) * i / (points.Count - 1));
        double Y(double value) => Base - ((Base - Top) * value / most);
        var steps = new StringBuilder();
        foreach (var (i, point) in points.Index().Where(p => p.Item.Value is not null))
        {
            var isAlone = i == 0 || points[i - 1].Value is null;
            steps.Append($"{(isAlone ? 'M' : 'L')}{Plot.Place(X(i))} {Plot.Place(Y(point.Value!.Value))}{(isAlone ? "h0" : string.Empty)}");
        }

        var marked = points.Index().Where(p => p.Item.IsMarked).ToArray();
        var said = marked.Length == 0 ? string.Empty : $" Marked: {ShownText.List([.. marked.Select(m => m.Item.Period)], 12)}.";
        return Plot.Of(
            $"{title}, {points[0].Period} to {points[^1].Period}; greatest {write(points.Max(p => p.Value ?? 0))}{(limit is { } level ? $", limit {write(level)}" : string.Empty)}.{said}",
            Height,
            [
                Plot.Path("axis", $"M{Plot.Place(Plot.Left)} {Plot.Place(Base)}H{Plot.Place(Plot.Right)}"),
                .. limit is { } line ? [Plot.Path("limit", $"M{Plot.Place(Plot.Left)} {Plot.Place(Y(line))}H{Plot.Place(Plot.Right)}"), Plot.Text(Plot.Right, Y(line) - 4, $"limit {write(line)}", isEnd: true)] : Array.Empty<XElement>(),
                Plot.Path("series", steps.ToString()),
                .. marked.Length == 0 ? Array.Empty<XElement>() : [Plot.Path("dot", string.Concat(marked.Select(m => $"M{Plot.Place(X(m.Index))} {Plot.Place(Y(m.Item.Value ?? 0))}h0")))],
                Plot.Text(Plot.Left, 11, write(most)),
                Plot.Text(Plot.Left, Base + 14, points[0].Period),
                Plot.Text(Plot.Right, Base + 14, points[^1].Period, isEnd: true),
            ]);
    }
}

/// <summary>A point of a line.</summary>
/// <param name="Period">The period.</param>
/// <param name="Value">The number; null where there is none.</param>
/// <param name="IsMarked">Whether it is marked.</param>
internal readonly record struct PlotPoint(string Period, double? Value, bool IsMarked);
