using System.Text;
using System.Xml.Linq;
using Larder.Quality.Profiles;

namespace Larder.Cli.Reporting.Charts;

/// <summary>A histogram of numbers.</summary>
internal static class HistogramPlot
{
    private const double Height = 110;
    private const double Base = 92;
    private const double Top = 6;
    private const double Least = 1;

    /// <summary>Bars as high as their counts; one that is not empty can be seen.</summary>
    public static XElement Of(string column, IReadOnlyList<HistogramBin> bins)
    {
        var most = bins.Max(b => b.Count);
        var width = (Plot.Right - Plot.Left) / bins.Count;
        var steps = new StringBuilder();
        foreach (var (i, bin) in bins.Index().Where(b => b.Item.Count > 0))
        {
            var height = Math.Max(Least, (Base - Top) * bin.Count / most);
            steps.Append($"M{Plot.Place(Plot.Left + (i * width))} {Plot.Place(Base)}v{Plot.Place(-height)}h{Plot.Place(width - 1)}v{Plot.Place(height)}z");
        }

        var (low, high) = (ShownText.Number(bins[0].Low), ShownText.Number(bins[^1].High));
        return Plot.Of(
            $"Histogram of {column} from {low} to {high}; the outer bars hold what lies beyond. The highest bar has {ShownText.Count(most)} rows.",
            Height,
            Plot.Path("bar", steps.ToString()),
            Plot.Path("axis", $"M{Plot.Place(Plot.Left)} {Plot.Place(Base)}H{Plot.Place(Plot.Right)}"),
            Plot.Text(Plot.Left, Base + 14, low),
            Plot.Text(Plot.Right, Base + 14, high, isEnd: true));
    }
}
