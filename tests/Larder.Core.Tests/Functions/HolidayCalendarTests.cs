using System.Globalization;
using System.Linq.Expressions;
using Larder.Core.Tests.Expressions;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Core.Tests.Functions;

public class HolidayCalendarTests
{
    /// <summary>As published by the Office of Personnel Management.</summary>
    [Theory]
    [InlineData(2010, "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData(2011, "01-17 02-21 05-30 07-04 09-05 10-10 11-11 11-24 12-26")]
    [InlineData(2015, "01-01 01-19 02-16 05-25 07-03 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(2020, "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData(2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26")]
    [InlineData(2023, "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25")]
    [InlineData(2024, "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25")]
    public void Federal_holidays_are_those_published(int year, string dates) => Written(HolidayCalendar.UnitedStatesFederal, year).ShouldBe(dates);

    /// <summary>As published by the government of the United Kingdom.</summary>
    [Theory]
    [InlineData(2002, "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26")]
    [InlineData(2009, "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28")]
    [InlineData(2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28")]
    [InlineData(2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27")]
    [InlineData(2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26")]
    [InlineData(2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26")]
    [InlineData(2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28")]
    [InlineData(2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28")]
    [InlineData(2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27")]
    [InlineData(2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26")]
    [InlineData(2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26")]
    public void Bank_holidays_are_those_published(int year, string dates) => Written(HolidayCalendar.EnglandAndWales, year).ShouldBe(dates);

    [Theory]
    [InlineData("1818-03-22")]
    [InlineData("1943-04-25")]
    [InlineData("1954-04-18")]
    [InlineData("1981-04-19")]
    [InlineData("2000-04-23")]
    [InlineData("2019-04-21")]
    [InlineData("2038-04-25")]
    [InlineData("2285-03-22")]
    public void Easter_is_where_it_is(string date)
    {
        var easter = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        new HolidayCalendar().WithEaster(0).Holidays(easter.Year).ShouldBe([easter]);
    }

    [Fact]
    public void A_calendar_is_put_together_from_rules()
    {
        var calendar = new HolidayCalendar(2000)
            .WithFixedDate(2, 29)
            .WithNthWeekday(6, DayOfWeek.Friday, 5)
            .WithDates(new(2001, 7, 9), new(2001, 7, 7))
            .WithoutDates(new(2001, 6, 29), new(2001, 7, 9));

        Written(calendar, 2000).ShouldBe("02-29 06-30");
        Written(calendar, 2001).ShouldBe("07-07 07-09");
        Written(calendar, 2002).ShouldBe(string.Empty);
        Written(calendar, 1999).ShouldBe(string.Empty);
        calendar.IsHoliday(new(1999, 12, 31)).ShouldBeNull();
        calendar.IsHoliday(new(2000, 2, 29)).ShouldBe(true);
        calendar.IsHoliday(new(2000, 2, 28)).ShouldBe(false);
        calendar.ToString().ShouldBe("from 2000: 02-29 OnTheDay, 5 Friday of 06; with 2001-07-07 2001-07-09; without 2001-06-29 2001-07-09");
        new HolidayCalendar().WithFixedDate(1, 1, HolidayObservance.NearestWeekday).WithFixedDate(12, 31, HolidayObservance.NextFreeWeekday).WithEaster(39, since: 1990).Holidays(9999).Count.ShouldBe(3);
    }

    [Fact]
    public void Wrong_rules_are_refused()
    {
        Refused(() => new HolidayCalendar(0), "A holiday calendar has a first year from 1 to 9999, not 0.");
        Refused(() => new HolidayCalendar().WithFixedDate(13, 1), "A holiday calendar has a month from 1 to 12, not 13.");
        Refused(() => new HolidayCalendar().WithFixedDate(2, 30), "A holiday calendar has in month 2 a day from 1 to 29, not 30.");
        Refused(() => new HolidayCalendar().WithNthWeekday(0, DayOfWeek.Monday, 1), "A holiday calendar has a month from 1 to 12, not 0.");
        Refused(() => new HolidayCalendar().WithNthWeekday(1, DayOfWeek.Monday, 6), "A holiday calendar has the last weekday (-1) or an nth from 1 to 5, not 6.");
        Refused(() => new HolidayCalendar().WithEaster(101), "A holiday calendar has a number of days from Easter from -100 to 100, not 101.");

        static void Refused(Func<HolidayCalendar> make, string message) => Should.Throw<InvalidDefinitionException>(make).Message.ShouldBe(message);
    }

    [Fact]
    public void A_calendars_rules_are_part_of_the_definition()
    {
        var own = new HolidayCalendar().WithEaster(1);
        Expression<Func<Sale, bool?>> lambda = l => FeatureMath.IsHoliday(l.At, "Europe/Berlin", own);

        Fingerprint.Of(ConstantFolder.Fold(lambda, "View v")).ShouldBe(
            "Larder.FeatureMath.IsHoliday(Convert:Nullable`1[DateTime]($0.At:DateTime), String \"Europe/Berlin\", Larder.HolidayCalendar from 1: easter 1; with ; without )");
        Rows.Agree(Rows.Sales(50), l => FeatureMath.IsHoliday(l.Sent, "Europe/London", HolidayCalendar.EnglandAndWales));
    }

    private static string Written(HolidayCalendar calendar, int year) =>
        string.Join(' ', calendar.Holidays(year).Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture)));
}
