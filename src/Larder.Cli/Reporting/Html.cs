using System.Xml.Linq;

namespace Larder.Cli.Reporting;

/// <summary>Elements of a page. The page is well-formed XML too, so that the framework's own writer escapes every text and any XML reader can check it.</summary>
internal static class Html
{
    private static readonly HashSet<string> Void = ["meta", "br"];

    /// <summary>An element. Texts among the content are shown by <see cref="ShownText.Of"/>.</summary>
    public static XElement E(string name, params ReadOnlySpan<object?> content)
    {
        var element = new XElement(name);
        foreach (var part in content)
        {
            element.Add(part is string text ? ShownText.Of(text) : part);
        }

        // A browser takes <td/> for an element that is open.
        if (element.IsEmpty && !Void.Contains(name))
        {
            element.Add(string.Empty);
        }

        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute A(string name, string value) => new(name, ShownText.Of(value));

    /// <summary>A class.</summary>
    public static XAttribute Class(string name) => A("class", name);

    /// <summary>A table that scrolls by itself where it is wider than the page.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="headers">The headers of its columns.</param>
    /// <param name="rows">Its rows, the first cell of each its header.</param>
    public static XElement Table(string caption, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object>> rows) =>
        E("div", Class("scroll"), A("role", "region"), A("tabindex", "0"), A("aria-label", caption), E(
            "table",
            E("caption", caption),
            E("thead", E("tr", headers.Select(h => E("th", A("scope", "col"), h)))),
            E("tbody", rows.Select(row => E("tr", row.Select((cell, i) => i == 0 ? E("th", A("scope", "row"), cell) : E("td", cell)))))));

    /// <summary>The mark of an outcome, in words and in colour.</summary>
    public static XElement Mark(string outcome) => E("span", Class($"mark {outcome}"), outcome.Replace('_', ' '));
}
