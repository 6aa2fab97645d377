using System.Globalization;
using System.Numerics;
using Larder.Errors;

namespace Larder.Pipelines.Schedules;

/// <summary>One field of a cron expression: the values it allows.</summary>
/// <param name="Values">Bit <c>v</c> is set when value <c>v</c> is allowed.</param>
/// <param name="IsStar">Whether it was written with a leading <c>*</c>: such a day field does not restrict the days on its own (crontab(5)).</param>
/// <param name="IsInterval">Whether it was written with <c>*</c>, <c>-</c> or <c>/</c>: it says "every so often", not "at".</param>
internal readonly record struct CronField(ulong Values, bool IsStar, bool IsInterval)
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>The least value allowed.</summary>
    public int First => BitOperations.TrailingZeroCount(Values);

    /// <summary>Whether a value is allowed.</summary>
    public bool Contains(int value) => (Values >> value & 1) != 0;

    /// <summary>The least allowed value that is at least <paramref name="value"/>; -1 when there is none.</summary>
    public int From(int value)
    {
        var rest = value > 63 ? 0 : Values >> value;
        return rest == 0 ? -1 : value + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Reads a list of values, ranges and steps.</summary>
    /// <exception cref="InvalidDefinitionException">It is no such list.</exception>
    public static CronField Parse(string text, CronUnit unit, string expression)
    {
        var values = 0UL;
        foreach (var part in text.Split(','))
        {
            values |= Part(part, unit, expression);
        }

        return new(values, text.StartsWith('*'), text.AsSpan().ContainsAny('*', '-', '/'));
    }

    private static ulong Part(string part, CronUnit unit, string expression)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var (range, step) = slash >= 0 ? (part[..slash], Number(part[(slash + 1)..], unit, expression, part)) : (part, 1);
        int first, last;
        if (range == "*")
        {
            (first, last) = (unit.Least, unit.Greatest);
        }
        else if (range.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0)
        {
            (first, last) = (Value(range[..dash], unit, expression, part), Value(range[(dash + 1)..], unit, expression, part));
        }
        else
        {
            first = Value(range, unit, expression, part);
            last = slash >= 0 ? unit.Greatest : first;
        }

        if (step < 1 || first > last)
        {
            throw Wrong(expression, part, unit);
        }

        var values = 0UL;
        for (var value = first; value <= last; value += step)
        {
            values |= 1UL << (unit == CronUnit.DayOfWeek ? value % 7 : value);
        }

        return values;
    }

    private static int Value(string text, CronUnit unit, string expression, string part)
    {
        string[] names = unit == CronUnit.Month ? Months : unit == CronUnit.DayOfWeek ? Days : [];
        var named = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        var value = named >= 0 ? named + (unit == CronUnit.Month ? 1 : 0) : Number(text, unit, expression, part);
        return value >= unit.Least && value <= unit.Greatest ? value : throw Wrong(expression, part, unit);
    }

    private static int Number(string text, CronUnit unit, string expression, string part) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(expression, part, unit);

    private static InvalidDefinitionException Wrong(string expression, string part, CronUnit unit) => new(
        $"'{expression}' is no cron expression: '{part}' is no {unit.Name}; write {unit.Least} to {unit.Greatest}{unit.Names}, '*', a range a-b, a step a-b/n or */n, or a list of these with commas.");
}
