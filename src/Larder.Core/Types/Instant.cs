using System.Globalization;

namespace Larder.Types;

/// <summary>A point in time: microseconds since 1970-01-01T00:00:00Z. The only form of time inside Larder.</summary>
/// <param name="Microseconds">Microseconds since the Unix epoch, UTC; negative before 1970.</param>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    /// <summary>Ticks of <see cref="DateTime"/> (100 ns) in one microsecond.</summary>
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>Takes a UTC (or unspecified, read as UTC) time; digits below a microsecond are dropped.</summary>
    public static Instant From(DateTime time) => new((time.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond);

    /// <summary>Takes any offset; digits below a microsecond are dropped.</summary>
    public static Instant From(DateTimeOffset time) => From(time.UtcDateTime);

    /// <summary>Reads RFC 3339 or a date; without an offset the time is UTC.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time);
        instant = read ? From(time) : default;
        return read;
    }

    /// <summary>This instant as a UTC <see cref="DateTime"/>.</summary>
    public DateTime ToDateTime() => new(DateTime.UnixEpoch.Ticks + (Microseconds * TicksPerMicrosecond), DateTimeKind.Utc);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>RFC 3339 with <c>Z</c> and as many fraction digits as needed (none, or six).</summary>
    public override string ToString()
    {
        var format = Microseconds % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        return ToDateTime().ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The instant <paramref name="span"/> later.</summary>
    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Microseconds + (span.Ticks / TicksPerMicrosecond));

    /// <summary>The instant <paramref name="span"/> earlier.</summary>
    public static Instant operator -(Instant instant, TimeSpan span) => new(instant.Microseconds - (span.Ticks / TicksPerMicrosecond));

    /// <summary>Whether left is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether left is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether left is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether left is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;
}
