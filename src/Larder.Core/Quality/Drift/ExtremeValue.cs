using System.Globalization;
using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>One number that no other is near: without it, the mean would lie elsewhere by more than half of the others' deviation. Found by taking the least or the greatest number out of the moments.</summary>
internal static class ExtremeValue
{
    private const int LeastRows = 100;
    private const double MostDeviations = 0.5;

    /// <summary>Says so; null where there is none, and for fewer than 100 numbers.</summary>
    public static string? Describe(FeatureProfile profile)
    {
        var (count, mean, squares) = profile.Moments;
        if (profile.Kind != ProfileKind.Number || count < LeastRows || !double.IsFinite(profile.Min!.Value) || !double.IsFinite(profile.Max!.Value))
        {
            return null;
        }

        var value = profile.Max.Value - mean > mean - profile.Min.Value ? profile.Max.Value : profile.Min.Value;
        var others = mean - ((value - mean) / (count - 1));
        var deviation = Math.Sqrt(Math.Max(0, squares - ((value - mean) * (value - others))) / (count - 1));
        return deviation > 0 && Math.Abs(mean - others) > MostDeviations * deviation
            ? string.Create(CultureInfo.InvariantCulture, $"one value, {value}, {(value > mean ? "lifts" : "lowers")} the mean from {others:0.##} to {mean:0.##}")
            : null;
    }
}
