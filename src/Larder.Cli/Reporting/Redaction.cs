using Larder.Cli.Monitoring;
using Larder.Types;

namespace Larder.Cli.Reporting;

/// <summary>What a page shows in the place of values of rows. Numbers that many rows make together are shown.</summary>
/// <param name="showsValues">Whether values are shown as they are.</param>
internal sealed class Redaction(bool showsValues)
{
    public const string Hidden = "hidden";

    /// <summary>Whether values are shown as they are.</summary>
    public bool ShowsValues => showsValues;

    /// <summary>A value of a row.</summary>
    public string Value(FeatureValue value) => value.IsNull ? "null" : showsValues ? value.ToString() : Hidden;

    /// <summary>What was measured of all rows. A text is one row's.</summary>
    public string Measured(FeatureValue value) => value.IsNull ? string.Empty : value.Type == ColumnType.String ? Value(value) : value.ToString();

    /// <summary>Why something could not be done. Engines quote the value they stumble over.</summary>
    public string Error(string error) => showsValues ? error : "the reason may quote values and is hidden; --values shows it";

    /// <summary>A value that is one of several, by its place among them.</summary>
    public string Nth(string what, int place, string value) => showsValues ? value : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what} {place + 1}");

    /// <summary>A segment: the value of a column. Its place is that among all segments of the report.</summary>
    public string Segment(DriftReport drift, string segment) => segment.Length == 0
        ? string.Empty
        : Nth("segment", drift.Comparisons.Select(c => c.Segment).Where(s => s.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList().IndexOf(segment), segment);
}
