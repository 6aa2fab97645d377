using System.Globalization;

namespace Larder.Functions;

/// <summary>A holiday of every year from <paramref name="Since"/> on.</summary>
internal abstract record HolidayRule(int Since)
{
    public virtual HolidayObservance Observance => HolidayObservance.OnTheDay;

    /// <summary>Its date in a year; null in a year that has none.</summary>
    public abstract DateOnly? In(int year);

    /// <summary>The rule as it enters the hash of a definition.</summary>
    public abstract override string ToString();

    protected string Written(string rule) => Since == HolidayCalendar.FirstOfAll ? rule : string.Create(CultureInfo.InvariantCulture, $"{rule} since {Since}");
}

internal sealed record FixedDate(int Month, int Day, HolidayObservance Kept, int Since) : HolidayRule(Since)
{
    public override HolidayObservance Observance => Kept;

    public override DateOnly? In(int year) => Day <= DateTime.DaysInMonth(year, Month) ? new DateOnly(year, Month, Day) : null;

    public override string ToString() => Written(string.Create(CultureInfo.InvariantCulture, $"{Month:00}-{Day:00} {Kept}"));
}

/// <summary>The nth weekday of a month; the last one for -1.</summary>
internal sealed record NthWeekday(int Month, DayOfWeek Weekday, int Nth, int Since) : HolidayRule(Since)
{
    public override DateOnly? In(int year)
    {
        var days = DateTime.DaysInMonth(year, Month);
        var first = 1 + ((Weekday - new DateOnly(year, Month, 1).DayOfWeek + 7) % 7);
        var day = Nth > 0 ? first + (7 * (Nth - 1)) : first + ((days - first) / 7 * 7);
        return day <= days ? new DateOnly(year, Month, day) : null;
    }

    public override string ToString() => Written(string.Create(CultureInfo.InvariantCulture, $"{Nth} {Weekday} of {Month:00}"));
}

/// <summary>A day counted from Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.</summary>
internal sealed record EasterDay(int Days, int Since) : HolidayRule(Since)
{
    public override DateOnly? In(int year)
    {
        var (golden, century, rest) = (year % 19, year / 100, year % 100);
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (rest / 4)) - epact - (rest % 4)) % 7;
        var days = epact + weekday - (7 * ((golden + (11 * epact) + (22 * weekday)) / 451)) + 114;
        return new DateOnly(year, days / 31, (days % 31) + 1).AddDays(Days);
    }

    public override string ToString() => Written(string.Create(CultureInfo.InvariantCulture, $"easter {Days}"));
}
