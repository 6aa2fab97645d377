using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>Days as the text <c>yyyy-MM-dd</c>, UTC.</summary>
internal static class Days
{
    public const int Length = 10;

    /// <summary>Writes the day of a time; false outside the years 1 to 9999.</summary>
    public static bool TryWrite(Instant time, Span<byte> day)
    {
        const long MicrosecondsADay = 86_400_000_000;
        var number = Math.DivRem(time.Microseconds, MicrosecondsADay, out var rest) - (rest < 0 ? 1 : 0) + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber && DateOnly.FromDayNumber((int)number).TryFormat(day, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
