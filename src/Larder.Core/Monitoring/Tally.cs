using Larder.Types;

namespace Larder.Monitoring;

/// <summary>What a tally counts. The numbers are stored; append only.</summary>
public enum TallyKind
{
    /// <summary>Of a view: the ages of the values served, by <see cref="AgeTally"/>.</summary>
    Age = 1,

    /// <summary>Of a view: time from event to online row, as streams write it, by <see cref="AgeTally"/>.</summary>
    Lag = 2,

    /// <summary>Of a feature, <c>view:feature</c>: one count per <see cref="FeatureResult"/>, by number from 1.</summary>
    Result = 3,

    /// <summary>Of a service: requests, and those covered.</summary>
    Coverage = 4,

    /// <summary>Of a view with a freshness objective, named by <see cref="Objective.TallySubject"/>: values served, and those older than it allows.</summary>
    Late = 5,

    /// <summary>Of a check on served requests, <c>owner/check</c>: one count per <see cref="ServedOutcome"/>, by number from 1.</summary>
    Check = 6,

    /// <summary>Of a service: reads of its canaries, and those that found something wrong.</summary>
    Canary = 7,

    /// <summary>Of a view: the newest event seen, in microseconds since 1970. The greater one counts.</summary>
    Newest = 8,
}

/// <summary>Counts of one minute, or of one hour once they are old.</summary>
/// <param name="Start">The first instant of the minute or hour.</param>
/// <param name="IsHour">Whether it is an hour.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Subject">Of what.</param>
/// <param name="Counts">The counts; what is missing at the end is 0.</param>
public sealed record Tally(Instant Start, bool IsHour, TallyKind Kind, string Subject, IReadOnlyList<long> Counts)
{
    /// <summary>How long minutes are kept before they are added to their hours: two days.</summary>
    public static readonly TimeSpan KeptMinutes = TimeSpan.FromDays(2);

    /// <summary>How long hours are kept: 35 days.</summary>
    public static readonly TimeSpan KeptHours = TimeSpan.FromDays(35);

    /// <summary>The counts of both.</summary>
    public static long[] Add(TallyKind kind, IReadOnlyList<long> left, IReadOnlyList<long> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var sum = new long[Math.Max(left.Count, right.Count)];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = i >= left.Count ? right[i] : i >= right.Count ? left[i] : kind == TallyKind.Newest ? Math.Max(left[i], right[i]) : left[i] + right[i];
        }

        return sum;
    }

    /// <summary>The first instant of the minute of an instant.</summary>
    public static Instant MinuteOf(Instant instant) => Floor(instant, TimeSpan.FromMinutes(1));

    /// <summary>The first instant of the hour of an instant.</summary>
    public static Instant HourOf(Instant instant) => Floor(instant, TimeSpan.FromHours(1));

    private static Instant Floor(Instant instant, TimeSpan width)
    {
        var step = width.Ticks / TimeSpan.TicksPerMicrosecond;
        return new Instant(instant.Microseconds - (((instant.Microseconds % step) + step) % step));
    }
}
