using System.Globalization;

namespace Larder.Cli.Monitoring;

/// <summary>The stretches of time that are compared.</summary>
internal enum DriftPeriod
{
    /// <summary>Days, UTC.</summary>
    Day = 1,

    /// <summary>Weeks of ISO 8601, Monday to Sunday.</summary>
    Week = 2,

    /// <summary>Months of the calendar.</summary>
    Month = 3,
}

/// <summary>The period that a tile is of.</summary>
internal static class DriftPeriods
{
    private const int DayLength = 10;

    /// <summary>The day a tile's name begins with.</summary>
    public static DateOnly DayOf(string tile) => DateOnly.ParseExact(tile.AsSpan(0, DayLength), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The period's name: <c>2019-01-31</c>, <c>2019-W05</c>, <c>2019-01</c>.</summary>
    public static string NameOf(DriftPeriod period, string tile)
    {
        var day = DayOf(tile).ToDateTime(TimeOnly.MinValue);
        return period switch
        {
            DriftPeriod.Day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DriftPeriod.Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):0000}-W{ISOWeek.GetWeekOfYear(day):00}"),
            _ => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Reads <c>2019-02-01..2019-03-01</c>, the second day exclusive; null where it is none.</summary>
    public static DayRange? Parse(string text)
    {
        static DateOnly? Day(string day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;
        return text.Split("..") is [var first, var last] && Day(first) is { } from && Day(last) is { } before && from < before ? new DayRange(from, before) : null;
    }
}

/// <summary>Days from the first to before the last.</summary>
/// <param name="From">The first.</param>
/// <param name="Before">The day after the last.</param>
internal readonly record struct DayRange(DateOnly From, DateOnly Before)
{
    /// <summary>Whether a tile's day is among them.</summary>
    public bool Has(string tile) => DriftPeriods.DayOf(tile) is var day && day >= From && day < Before;

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}..{Before:yyyy-MM-dd}");
}
