using System.Collections.Concurrent;
using System.Globalization;
using Larder.Errors;
using Larder.Functions;

namespace Larder;

/// <summary>
/// A calendar of holidays by rule, for <see cref="FeatureMath.IsHoliday"/>. Immutable; its rules are part of the hash of every view that
/// uses it. Declare one as a property of the repository, or take one of those here.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed partial class HolidayCalendar
{
    internal const int FirstOfAll = 1;

    private readonly int _firstYear;
    private readonly IReadOnlyList<HolidayRule> _rules;
    private readonly IReadOnlyList<DateOnly> _added;
    private readonly IReadOnlyList<DateOnly> _removed;
    private readonly ConcurrentDictionary<int, HashSet<DateOnly>> _years = new();

    /// <summary>Creates a calendar without holidays.</summary>
    /// <param name="firstYear">The first year that it knows, 1 to 9999; of earlier dates <see cref="IsHoliday"/> is null.</param>
    /// <exception cref="InvalidDefinitionException">There is no such year.</exception>
    public HolidayCalendar(int firstYear = FirstOfAll)
        : this(InRange(firstYear, 1, 9999, "a first year"), [], [], [])
    {
    }

    private HolidayCalendar(int firstYear, IReadOnlyList<HolidayRule> rules, IReadOnlyList<DateOnly> added, IReadOnlyList<DateOnly> removed) =>
        (_firstYear, _rules, _added, _removed) = (firstYear, rules, added, removed);

    /// <summary>A copy with a holiday on the same date of every year.</summary>
    /// <param name="month">1 to 12.</param>
    /// <param name="day">1 to 31; years without the date have no such holiday.</param>
    /// <param name="observance">When it is kept at a weekend. Default on the day.</param>
    /// <param name="since">Its first year.</param>
    /// <exception cref="InvalidDefinitionException">There is no such date.</exception>
    public HolidayCalendar WithFixedDate(int month, int day, HolidayObservance observance = HolidayObservance.OnTheDay, int since = FirstOfAll) => With(new FixedDate(
        InRange(month, 1, 12, "a month"), InRange(day, 1, DateTime.DaysInMonth(2000, month), $"in month {month.ToString(CultureInfo.InvariantCulture)} a day"), observance, since));

    /// <summary>A copy with a holiday on the nth weekday of a month.</summary>
    /// <param name="month">1 to 12.</param>
    /// <param name="weekday">The weekday.</param>
    /// <param name="nth">1 to 5, or -1 for the last of the month; months without a fifth have no such holiday.</param>
    /// <param name="since">Its first year.</param>
    /// <exception cref="InvalidDefinitionException">There is no such day.</exception>
    public HolidayCalendar WithNthWeekday(int month, DayOfWeek weekday, int nth, int since = FirstOfAll) =>
        With(new NthWeekday(InRange(month, 1, 12, "a month"), weekday, nth == -1 ? nth : InRange(nth, 1, 5, "the last weekday (-1) or an nth"), since));

    /// <summary>A copy with a holiday counted from Easter Sunday of the Gregorian calendar.</summary>
    /// <param name="days">-100 to 100: -2 is Good Friday, 1 Easter Monday, 39 Ascension Day, 50 Whit Monday, 60 Corpus Christi.</param>
    /// <param name="since">Its first year.</param>
    /// <exception cref="InvalidDefinitionException">It is too far from Easter.</exception>
    public HolidayCalendar WithEaster(int days, int since = FirstOfAll) => With(new EasterDay(InRange(days, -100, 100, "a number of days from Easter"), since));

    /// <summary>A copy with holidays that come once.</summary>
    public HolidayCalendar WithDates(params DateOnly[] dates) => new(_firstYear, _rules, [.. _added, .. dates], _removed);

    /// <summary>A copy in which these dates are no holidays, whatever the rules say. <see cref="WithDates"/> is stronger.</summary>
    public HolidayCalendar WithoutDates(params DateOnly[] dates) => new(_firstYear, _rules, _added, [.. _removed, .. dates]);

    /// <summary>Whether a date is a holiday; null before the first year that the calendar knows.</summary>
    public bool? IsHoliday(DateOnly date) => date.Year < _firstYear ? null : _years.GetOrAdd(date.Year, Compute).Contains(date);

    /// <summary>The holidays of a year, in order; none before the first year that the calendar knows.</summary>
    public IReadOnlyList<DateOnly> Holidays(int year) => year < _firstYear ? [] : [.. _years.GetOrAdd(year, Compute).Order()];

    /// <summary>The rules in their canonical text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"from {_firstYear}: {string.Join(", ", _rules)}; with {Written(_added)}; without {Written(_removed)}");

    private static int InRange(int value, int least, int greatest, string what) => value >= least && value <= greatest
        ? value
        : throw new InvalidDefinitionException(string.Create(CultureInfo.InvariantCulture, $"A holiday calendar has {what} from {least} to {greatest}, not {value}."));

    private static string Written(IEnumerable<DateOnly> dates) => string.Join(' ', dates.Distinct().Order().Select(d => d.ToString("O", CultureInfo.InvariantCulture)));

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private HolidayCalendar With(HolidayRule rule) => new(_firstYear, [.. _rules, rule], _added, _removed);

    /// <summary>A holiday may be kept in the year before or after: New Year's Day of a Saturday on 31 December.</summary>
    private HashSet<DateOnly> Compute(int year) =>
    [
        .. new[] { year - 1, year, year + 1 }.Where(y => y is >= 1 and <= 9999).SelectMany(Kept).Except(_removed).Concat(_added).Where(d => d.Year == year),
    ];

    private HashSet<DateOnly> Kept(int year)
    {
        var kept = new HashSet<DateOnly>();
        var moving = new List<DateOnly>();
        foreach (var rule in _rules)
        {
            if (year < rule.Since || rule.In(year) is not { } date)
            {
                continue;
            }

            if (rule.Observance == HolidayObservance.NextFreeWeekday && IsWeekend(date))
            {
                moving.Add(date);
            }
            else if (rule.Observance == HolidayObservance.NearestWeekday && IsWeekend(date))
            {
                kept.Add(date.AddDays(date.DayOfWeek == DayOfWeek.Saturday ? -1 : 1));
            }
            else
            {
                kept.Add(date);
            }
        }

        foreach (var date in moving.Order())
        {
            var day = date;
            while (IsWeekend(day) || kept.Contains(day))
            {
                day = day.AddDays(1);
            }

            kept.Add(day);
        }

        return kept;
    }
}
