using Larder.Errors;
using NodaTime;

namespace Larder.Pipelines.Schedules;

/// <summary>
/// A cron expression: five fields (minute, hour, day of the month, month, day of the week) or six (seconds first), or one of <c>@hourly</c>, <c>@daily</c>, <c>@midnight</c>, <c>@weekly</c>,
/// <c>@monthly</c>, <c>@yearly</c>, <c>@annually</c>. Where both day fields restrict, a day need meet only one of them; one that begins with <c>*</c> does not restrict, and the day must meet both (crontab(5)).
/// </summary>
public sealed class CronExpression
{
    private readonly CronField _second;
    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _day;
    private readonly CronField _month;
    private readonly CronField _weekday;

    private CronExpression(string text, CronField[] fields)
    {
        Text = text;
        (_second, _minute, _hour, _day, _month, _weekday) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it says "every so often" (a <c>*</c>, range or step in its seconds, minutes or hours), not "at": it then goes by elapsed time where clocks are changed.</summary>
    public bool IsInterval => _second.IsInterval || _minute.IsInterval || _hour.IsInterval;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="InvalidDefinitionException">It is none, or no day meets it; the message says which part.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = text.Trim() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var other => other,
        };
        var parts = written.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6))
        {
            throw new InvalidDefinitionException(
                $"'{text}' is no cron expression: it has {parts.Length} fields; write 5 (minute, hour, day of the month, month, day of the week) or 6 (seconds first).");
        }

        CronUnit[] units = [CronUnit.Second, CronUnit.Minute, CronUnit.Hour, CronUnit.DayOfMonth, CronUnit.Month, CronUnit.DayOfWeek];
        string[] all = parts.Length == 5 ? ["0", .. parts] : parts;
        var expression = new CronExpression(text.Trim(), [.. all.Select((p, i) => CronField.Parse(p, units[i], text))]);
        return expression.NextDay(new LocalDate(2000, 1, 1)) is not null
            ? expression
            : throw new InvalidDefinitionException($"'{text}' never comes: no month it names has that day; correct the day of the month or the month.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether it comes on a day.</summary>
    internal bool IsOn(LocalDate date)
    {
        if (!_month.Contains(date.Month))
        {
            return false;
        }

        var day = _day.Contains(date.Day);
        var weekday = _weekday.Contains((int)date.DayOfWeek % 7);
        return _day.IsStar || _weekday.IsStar ? day && weekday : day || weekday;
    }

    /// <summary>The first day from <paramref name="date"/> on which it comes; null when there is none within the years searched.</summary>
    internal LocalDate? NextDay(LocalDate date)
    {
        for (var end = ScheduleClock.Horizon(date); date < end; date = _month.Contains(date.Month) ? date.PlusDays(1) : date.PlusDays(1 - date.Day).PlusMonths(1))
        {
            if (IsOn(date))
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>The first time of day after <paramref name="time"/> (or at it); null when the day has none left.</summary>
    internal LocalTime? NextTime(LocalTime time)
    {
        var (hour, minute, second) = (time.Hour, time.Minute, time.Second + (time.NanosecondOfSecond > 0 ? 1 : 0));
        if (_hour.Contains(hour))
        {
            if (_minute.Contains(minute) && _second.From(second) is var s and >= 0)
            {
                return new LocalTime(hour, minute, s);
            }

            if (_minute.From(minute + 1) is var m and >= 0)
            {
                return new LocalTime(hour, m, _second.First);
            }
        }

        return _hour.From(hour + 1) is var h and >= 0 ? new LocalTime(h, _minute.First, _second.First) : null;
    }
}
