using System.Xml.Linq;
using Larder.Cli.Reporting.Charts;
using Larder.Quality.Profiles;
using Larder.Types;
using static Larder.Cli.Reporting.Html;

namespace Larder.Cli.Reporting.Sections;

/// <summary>How each column is distributed.</summary>
internal static class ColumnSection
{
    private const int MostValues = 10;

    public static IEnumerable<XElement> Of(SourceReport source, Redaction redaction)
    {
        var profiles = source.Profile.Features;
        yield return E("h3", "Columns");
        yield return E("div", Class("plots"), source.Columns.Where(c => profiles.ContainsKey(c.Name)).Select(c => Column(c.Name, c.Type, profiles[c.Name], redaction)));
    }

    private static XElement Column(string name, ColumnType type, FeatureProfile profile, Redaction redaction) => E(
        "figure",
        E("h4", name),
        E("p", Class("soft"), string.Join(", ", Facts(type, profile))),
        FrequencyPlot.Of($"Shares of {name} without a value: {ShownText.Share(profile.NullShare)} null", Missing(profile)),
        profile.Kind switch
        {
            ProfileKind.Number when Histogram.Of(profile) is { Count: > 0 } bins => HistogramPlot.Of(name, bins),
            ProfileKind.Category when profile.Frequent is { Count: > 0 } values => FrequencyPlot.Of(
                $"The {Math.Min(MostValues, values.Count)} most frequent of {ShownText.Count(values.Count)} values of {name}",
                [.. values.Take(MostValues).Select((v, i) => (type == ColumnType.Boolean ? v.Text : redaction.Nth("value", i, v.Text), (double)v.Count / profile.Rows))]),
            ProfileKind.Category when profile.Frequent is null => E("p", "More than 4,096 different values."),
            _ => null,
        });

    private static IReadOnlyList<(string Label, double Share)> Missing(FeatureProfile profile) => profile.NaNs == 0
        ? [("null", profile.NullShare), ("present", 1 - profile.NullShare)]
        : [("null", profile.NullShare), ("NaN", (double)profile.NaNs / profile.Rows), ("present", 1 - profile.NullShare - ((double)profile.NaNs / profile.Rows))];

    private static IEnumerable<string> Facts(ColumnType type, FeatureProfile profile)
    {
        yield return Names.ToSnakeCase(type.ToString());
        yield return $"{ShownText.Count(profile.Rows)} rows";
        if (profile.Kind is ProfileKind.Opaque)
        {
            yield break;
        }

        yield return $"about {ShownText.Count(profile.Distinct)} different";
        if (profile.Min is { } min && profile.Max is { } max)
        {
            yield return profile.Kind == ProfileKind.Time ? $"{new Instant((long)min)} to {new Instant((long)max)}" : $"{ShownText.Number(min)} to {ShownText.Number(max)}";
        }

        if (profile is { Kind: ProfileKind.Number, Mean: { } mean, Deviation: { } deviation })
        {
            yield return $"median {ShownText.Number(profile.Quantile(0.5)!.Value)}, mean {ShownText.Number(mean)}, deviation {ShownText.Number(deviation)}";
        }
    }
}
