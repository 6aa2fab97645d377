namespace Larder;

/// <content>The calendars that come with Larder, each tested against published dates.</content>
public sealed partial class HolidayCalendar
{
    /// <summary>
    /// Federal holidays of the United States as the Office of Personnel Management lists them (5 U.S.C. 6103), from 1986 on: those at a
    /// weekend are kept on the Friday before or the Monday after. Without Inauguration Day and days off given once.
    /// </summary>
    public static HolidayCalendar UnitedStatesFederal { get; } = new HolidayCalendar(1986)
        .WithFixedDate(1, 1, HolidayObservance.NearestWeekday)
        .WithNthWeekday(1, DayOfWeek.Monday, 3)
        .WithNthWeekday(2, DayOfWeek.Monday, 3)
        .WithNthWeekday(5, DayOfWeek.Monday, -1)
        .WithFixedDate(6, 19, HolidayObservance.NearestWeekday, since: 2021)
        .WithFixedDate(7, 4, HolidayObservance.NearestWeekday)
        .WithNthWeekday(9, DayOfWeek.Monday, 1)
        .WithNthWeekday(10, DayOfWeek.Monday, 2)
        .WithFixedDate(11, 11, HolidayObservance.NearestWeekday)
        .WithNthWeekday(11, DayOfWeek.Thursday, 4)
        .WithFixedDate(12, 25, HolidayObservance.NearestWeekday);

    /// <summary>
    /// Bank holidays of England and Wales (Banking and Financial Dealings Act 1971), from 2000 on, with the days moved or proclaimed
    /// for jubilees, weddings, the VE Day anniversary, a state funeral and a coronation up to 2023. Add later ones by <see cref="WithDates"/>.
    /// </summary>
    public static HolidayCalendar EnglandAndWales { get; } = new HolidayCalendar(2000)
        .WithFixedDate(1, 1, HolidayObservance.NextFreeWeekday)
        .WithEaster(-2)
        .WithEaster(1)
        .WithNthWeekday(5, DayOfWeek.Monday, 1)
        .WithNthWeekday(5, DayOfWeek.Monday, -1)
        .WithNthWeekday(8, DayOfWeek.Monday, -1)
        .WithFixedDate(12, 25, HolidayObservance.NextFreeWeekday)
        .WithFixedDate(12, 26, HolidayObservance.NextFreeWeekday)
        .WithoutDates(new(2002, 5, 27), new(2012, 5, 28), new(2020, 5, 4), new(2022, 5, 30))
        .WithDates(
            new(2002, 6, 3), new(2002, 6, 4), new(2011, 4, 29), new(2012, 6, 4), new(2012, 6, 5), new(2020, 5, 8),
            new(2022, 6, 2), new(2022, 6, 3), new(2022, 9, 19), new(2023, 5, 8));
}
