using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Values of checks as text.</summary>
internal static class CheckTexts
{
    private const int Shown = 5;

    /// <summary>The first values, for people.</summary>
    public static string List(IReadOnlyCollection<FeatureValue> values) =>
        string.Join(", ", values.Take(Shown)) + (values.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $", … {values.Count} in all") : string.Empty);

    /// <summary>All values without loss.</summary>
    public static string All(IEnumerable<FeatureValue> values) => $" [{string.Join(", ", values.Select(v => $"\"{ExactText.Of(v)?.Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]";

    /// <summary>The least share of good rows, where it is not all of them.</summary>
    public static string Mostly(double mostly) => mostly < 1 ? string.Create(CultureInfo.InvariantCulture, $" mostly {mostly:R}") : string.Empty;
}
