using System.Globalization;
using System.Text.RegularExpressions;
using Larder.Cli.Reporting;

namespace Larder.Reporting;

/// <summary>The colours of a report can be read: contrast of WCAG 2.1, level AA.</summary>
public sealed class PageStyleTests
{
    private const double LeastContrast = 4.5;

    [Fact]
    public void Every_colour_of_text_can_be_read_on_its_background_in_light_dark_and_print()
    {
        var palettes = Regex.Matches(PageStyle.Css, @":root\{([^}]*)\}").Select(p => Regex.Matches(p.Groups[1].Value, "--([a-z]+):#([0-9a-f]{3,6})").ToDictionary(c => c.Groups[1].Value, c => Luminance(c.Groups[2].Value))).ToArray();

        palettes.Length.ShouldBe(3);
        foreach (var palette in palettes)
        {
            foreach (var name in new[] { "fg", "soft", "fill", "pass", "warn", "fail" })
            {
                var color = palette.TryGetValue(name, out var own) ? own : throw new InvalidOperationException($"{name} has no colour");
                ((Math.Max(color, palette["bg"]) + 0.05) / (Math.Min(color, palette["bg"]) + 0.05)).ShouldBeGreaterThan(LeastContrast, name);
            }
        }
    }

    [Fact]
    public void Nothing_in_it_is_escaped() => PageStyle.Css.ShouldNotContain(c => c == '<' || c == '>' || c == '&');

    private static double Luminance(string hex)
    {
        var full = hex.Length == 3 ? string.Concat(hex.Select(c => $"{c}{c}")) : hex;
        double Part(int at)
        {
            var part = int.Parse(full.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(0)) + (0.7152 * Part(2)) + (0.0722 * Part(4));
    }
}
