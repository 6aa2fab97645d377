using System.Globalization;
using Larder.Quality.Profiles;

namespace Larder.Quality.Drift;

/// <summary>Times of a delivery that lie in other months than nearly all of it.</summary>
public static class StrayTimes
{
    private const int LeastRows = 100;
    private const double LeastShare = 0.99;
    private const int MostDays = 5;

    /// <summary>Says so; null where there are none, where no month has 99 % of the times, and for fewer than 100 of them.</summary>
    /// <param name="times">A profile of times.</param>
    public static string? Describe(FeatureProfile times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Kind != ProfileKind.Time || times.Frequent is not { } days)
        {
            return null;
        }

        const int MonthLength = 7;
        var all = days.Sum(d => d.Count);
        var main = days.GroupBy(d => d.Text[..MonthLength]).MaxBy(month => month.Sum(d => d.Count));
        var strays = days.Where(d => main is not null && d.Text[..MonthLength] != main.Key).OrderBy(d => d.Text, StringComparer.Ordinal).ToArray();
        var outside = strays.Sum(d => d.Count);
        return all >= LeastRows && outside > 0 && all - outside >= LeastShare * all
            ? string.Create(CultureInfo.InvariantCulture, $"{outside} of {all} times lie outside {main!.Key}: {Listed(strays)}")
            : null;
    }

    private static string Listed((string Text, long Count)[] days) =>
        string.Join(", ", days.Take(MostDays).Select(d => $"{d.Count} on {d.Text}")) + (days.Length > MostDays ? ", …" : string.Empty);
}
