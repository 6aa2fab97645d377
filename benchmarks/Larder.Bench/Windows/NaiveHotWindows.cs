using Larder.Types;

namespace Larder.Bench.Windows;

/// <summary>The aggregations of <see cref="WindowsHotData"/> by looking at every event.</summary>
internal static class NaiveHotWindows
{
    private const long Hour = 3_600_000_000;

    public static FeatureValue[] Compute(WindowsHotData data, long at)
    {
        var results = new List<FeatureValue>();
        foreach (var window in WindowsHotData.Windows)
        {
            var from = window.Width is { } width ? at - (long)width.TotalMicroseconds : long.MinValue;
            int[] rows = [.. Enumerable.Range(0, data.Times.Length).Where(r => data.Times[r] >= from && data.Times[r] < at)];
            results.Add(rows.Length == 0 ? FeatureValue.Null : FeatureValue.From(Sum(data, rows) / rows.Length));
            long[] top = [.. rows.GroupBy(r => data.Codes[r]).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(data.K).Select(g => g.Key)];
            results.Add(top.Length == 0 ? FeatureValue.Null : FeatureValue.From(top));
        }

        return [.. results];
    }

    /// <summary>Within hours, hours within days, days last: the default grid.</summary>
    private static double Sum(WindowsHotData data, int[] rows) => rows
        .GroupBy(r => data.Times[r] / (24 * Hour))
        .Select(day => day.GroupBy(r => data.Times[r] / Hour).Select(hour => hour.Aggregate(0d, (sum, r) => sum + data.Amounts[r])).Aggregate((a, b) => a + b))
        .Aggregate((a, b) => a + b);
}
