using System.Globalization;
using System.Text.RegularExpressions;

namespace Larder.Support;

/// <summary>
/// A strict reader of the text format: every sample belongs to the family announced last, no family and no sample is there twice, counters end in
/// <c>_total</c>, and the buckets of a histogram ascend to <c>+Inf</c>, which is its count, with a sum.
/// </summary>
internal static partial class PrometheusReader
{
    /// <param name="answer">A line to skip, then the text.</param>
    public static Dictionary<string, double> Read(string answer)
    {
        var (samples, families, family, helped, type) = (new Dictionary<string, double>(), new HashSet<string>(), "", "", "");
        answer.ShouldEndWith("\n");
        foreach (var line in answer.TrimEnd('\n').Split('\n').Skip(1))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                helped = line.Split(' ')[2];
                line.Split(' ', 4)[3].ShouldNotBeEmpty();
            }
            else if (Type().Match(line) is { Success: true } announced)
            {
                (family, type) = (announced.Groups[1].Value, announced.Groups[2].Value);
                family.ShouldBe(helped);
                families.Add(family).ShouldBeTrue(family);
                family.EndsWith("_total", StringComparison.Ordinal).ShouldBe(type == "counter", family);
            }
            else
            {
                var sample = Sample().Match(line);
                sample.Success.ShouldBeTrue(line);
                sample.Groups[1].Value.ShouldBeOneOf(type == "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family]);
                samples.Add(sample.Groups[1].Value + sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));
            }
        }

        CheckHistograms(samples);
        return samples;
    }

    private static void CheckHistograms(Dictionary<string, double> samples)
    {
        var buckets = samples.Select(s => (Match: Bucket().Match(s.Key), s.Value)).Where(s => s.Match.Success)
            .GroupBy(s => (Name: s.Match.Groups[1].Value, Labels: s.Match.Groups[2].Value.TrimEnd(',')));
        foreach (var histogram in buckets)
        {
            var bounds = histogram.Select(s => s.Match.Groups[3].Value == "+Inf" ? double.PositiveInfinity : double.Parse(s.Match.Groups[3].Value, CultureInfo.InvariantCulture)).ToArray();
            var counts = histogram.Select(s => s.Value).ToArray();
            bounds.ShouldBe(bounds.Distinct().Order());
            counts.ShouldBe(counts.Order());
            bounds[^1].ShouldBe(double.PositiveInfinity);
            var labels = histogram.Key.Labels.Length == 0 ? string.Empty : $"{{{histogram.Key.Labels}}}";
            samples[$"{histogram.Key.Name}_count{labels}"].ShouldBe(counts[^1]);
            samples.ShouldContainKey($"{histogram.Key.Name}_sum{labels}");
        }
    }

    [GeneratedRegex("^# TYPE ([a-z_]+) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? ([-+.0-9Ea-zA-Z]+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""^([a-z_]+)_bucket\{(.*)le="([^"]+)"\}$""")]
    private static partial Regex Bucket();
}
