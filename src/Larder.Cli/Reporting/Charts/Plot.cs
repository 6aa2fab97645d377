using System.Globalization;
using System.Xml.Linq;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting.Charts;

/// <summary>What all plots share: their size, in the units of their own, and what stands in their frame.</summary>
internal static class Plot
{
    public const double Width = 320;
    public const double Left = 4;
    public const double Right = Width - 4;

    /// <summary>A drawing with the text that takes its place for those who do not see it.</summary>
    public static XElement Of(string title, double height, params IEnumerable<XElement> content) =>
        E("svg", A("viewBox", $"0 0 {Place(Width)} {Place(height)}"), A("role", "img"), E("title", title), content);

    /// <summary>A text in the drawing.</summary>
    /// <param name="x">Where it begins, or ends.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="isEnd">Whether it ends at <paramref name="x"/>.</param>
    public static XElement Text(double x, double y, string text, bool isEnd = false) => E("text", A("x", Place(x)), A("y", Place(y)), isEnd ? A("text-anchor", "end") : null, text);

    /// <summary>A path. Its steps are not a text of data and may be longer than one.</summary>
    public static XElement Path(string name, string steps) => E("path", Class(name), new XAttribute("d", steps));

    /// <summary>A coordinate with one decimal.</summary>
    public static string Place(double place) => place.ToString("0.#", CultureInfo.InvariantCulture);
}
