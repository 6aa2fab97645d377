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
}
