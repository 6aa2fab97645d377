using System.Globalization;

namespace Larder.Types;

/// <summary>A point in time: microseconds since 1970-01-01T00:00:00Z. The only form of time inside Larder.</summary>
/// <param name="Microseconds">Microseconds since the Unix epoch, UTC; negative before 1970.</param>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    /// <summary>Ticks of <see cref="DateTime"/> (100 ns) in one microsecond.</summary>
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>0001-01-01T00:00:00Z, the first that a <see cref="DateTime"/> can hold.</summary>
    private const long FirstOfCalendar = -62_135_596_800_000_000;

    /// <summary>9999-12-31T23:59:59.999999Z, the last that a <see cref="DateTime"/> can hold.</summary>
    private const long LastOfCalendar = 253_402_300_799_999_999;

    /// <summary>What RFC 3339 allows, the seconds and the time being optional; fractions and offsets may be missing.</summary>
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFK",
    ];

    /// <summary>Whether a <see cref="DateTime"/> can hold it.</summary>
    internal bool IsInCalendar => Microseconds is >= FirstOfCalendar and <= LastOfCalendar;

    /// <summary>Takes a UTC (or unspecified, read as UTC) time; digits below a microsecond are dropped, also before 1970.</summary>
    /// <exception cref="ArgumentException">The time is of kind <see cref="DateTimeKind.Local"/>: what it means depends on the machine.</exception>
    public static Instant From(DateTime time)
    {
        if (time.Kind == DateTimeKind.Local)
        {
            throw new ArgumentException("A DateTime of kind Local means something else on every machine; give a UTC one.", nameof(time));
        }

        var ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
        return new((ticks >= 0 ? ticks : ticks - TicksPerMicrosecond + 1) / TicksPerMicrosecond);
    }

    /// <summary>Takes any offset; digits below a microsecond are dropped, also before 1970.</summary>
    public static Instant From(DateTimeOffset time) => From(time.UtcDateTime);

    /// <summary>Reads RFC 3339 or a date; without an offset the time is UTC, digits below a microsecond are dropped.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var read = DateTimeOffset.TryParseExact(
            DropNanoseconds(text?.Trim().ToUpperInvariant()), Formats, CultureInfo.InvariantCulture, Utc, out var time);
        instant = read ? From(time) : default;
        return read;
    }

    /// <summary>This instant as a UTC <see cref="DateTime"/>.</summary>
    /// <exception cref="InvalidOperationException">It lies outside the years 1 to 9999.</exception>
    public DateTime ToDateTime() => IsInCalendar
        ? new(DateTime.UnixEpoch.Ticks + (Microseconds * TicksPerMicrosecond), DateTimeKind.Utc)
        : throw new InvalidOperationException($"The instant {this} lies outside the years 1 to 9999.");

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>RFC 3339 with <c>Z</c> and as many fraction digits as needed (none, or six); outside the years 1 to 9999 the microseconds.</summary>
    public override string ToString()
    {
        if (!IsInCalendar)
        {
            return Microseconds.ToString(CultureInfo.InvariantCulture) + "us";
        }

        var format = Microseconds % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        return ToDateTime().ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The instant <paramref name="span"/> later.</summary>
    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Microseconds + (span.Ticks / TicksPerMicrosecond));

    /// <summary>The instant <paramref name="span"/> earlier.</summary>
    public static Instant operator -(Instant instant, TimeSpan span) => new(instant.Microseconds - (span.Ticks / TicksPerMicrosecond));

    private static string? DropNanoseconds(string? text)
    {
        const int Kept = 6;
        var first = text is null ? 0 : text.IndexOf('.', StringComparison.Ordinal) + 1;
        if (first == 0)
        {
            return text;
        }

        var end = first;
        while (end < text!.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - first > Kept ? string.Concat(text.AsSpan(0, first + Kept), text.AsSpan(end)) : text;
    }

    /// <summary>Whether left is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether left is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether left is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether left is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;
}
