using System.Globalization;

namespace Larder.DuckDb;

/// <summary>Conversions between DuckDB's counted dates and times and the CLR's. Fractions of a microsecond are cut off downwards.</summary>
internal static class Timestamps
{
    // DuckDB's markers for the infinities of TIMESTAMP and DATE.
    private const long PlusInfiniteMicros = long.MaxValue;
    private const long MinusInfiniteMicros = -long.MaxValue;
    private const int PlusInfiniteDays = int.MaxValue;
    private const int MinusInfiniteDays = -int.MaxValue;

    private const long EpochTicks = 621_355_968_000_000_000;
    private const long EpochMicros = EpochTicks / TimeSpan.TicksPerMicrosecond;
    private const int EpochDays = 719_162;

    // Ticks are counted from year 1 and never negative, so the division rounds down also before 1970.
    internal static long ToMicros(DateTime value) => (value.Ticks / TimeSpan.TicksPerMicrosecond) - EpochMicros;

    internal static long ToUtcMicros(DateTime value, string parameter) => value.Kind is DateTimeKind.Local
        ? throw new ArgumentException(
            "A DateTime of kind Local has no fixed instant. Pass value.ToUniversalTime(), or a DateTimeOffset.", parameter)
        : ToMicros(value);

    internal static long ToMicros(TimeOnly value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    internal static int ToDays(DateOnly value) => value.DayNumber - EpochDays;

    internal static DateTime ToDateTime(long micros)
    {
        const long Min = -EpochMicros;
        const long Max = (3_155_378_975_999_999_999 / TimeSpan.TicksPerMicrosecond) - EpochMicros;

        return micros >= Min && micros <= Max
            ? new DateTime((micros + EpochMicros) * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc)
            : throw OutOfRange(
                "timestamp", micros, "microseconds", micros is PlusInfiniteMicros or MinusInfiniteMicros, "Values<long>()");
    }

    internal static DateOnly ToDate(int days)
    {
        var number = (long)days + EpochDays;

        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw OutOfRange("date", days, "days", days is PlusInfiniteDays or MinusInfiniteDays, "Values<int>()");
    }

    // DuckDB's TIME goes up to 24:00:00 inclusive, TimeOnly does not.
    internal static TimeOnly ToTime(long micros) => micros is >= 0 and < TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond
        ? new TimeOnly(micros * TimeSpan.TicksPerMicrosecond)
        : throw OutOfRange("time", micros, "microseconds", infinite: false, "Values<long>()");

    private static OverflowException OutOfRange(string what, long value, string unit, bool infinite, string raw)
    {
        var shown = infinite
            ? value > 0 ? "infinity" : "-infinity"
            : string.Create(CultureInfo.InvariantCulture, $"{value} {unit}");

        return new OverflowException($"The {what} {shown} is outside the range of .NET; read the raw number with {raw}.");
    }
}
