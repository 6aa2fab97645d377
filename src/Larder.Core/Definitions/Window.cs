using System.Globalization;
using Larder.Errors;

namespace Larder;

/// <summary>
/// The stretch of time before a query time over which events are aggregated. By default it holds the events with
/// <c>t - width &lt;= event time &lt; t</c>; the ends can be moved with <see cref="AggregateView{TFeatures}.WithEdges"/>.
/// </summary>
public readonly record struct Window
{
    private Window(TimeSpan? width) => Width = width;

    /// <summary>The width; null for a lifetime window, which has no lower bound.</summary>
    public TimeSpan? Width { get; }

    /// <summary>All events before the query time.</summary>
    public static Window Lifetime { get; } = new(null);

    /// <summary>A number of 24-hour days.</summary>
    /// <exception cref="InvalidDefinitionException">The number is not positive, or beyond what a TimeSpan holds (29,000 years).</exception>
    public static Window Days(double days) => Of(days, TimeSpan.TicksPerDay, "days");

    /// <summary>A number of hours.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Hours(double hours) => Of(hours, TimeSpan.TicksPerHour, "hours");

    /// <summary>A number of minutes.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Minutes(double minutes) => Of(minutes, TimeSpan.TicksPerMinute, "minutes");

    /// <summary>Any width of at least one microsecond; digits below a microsecond are dropped.</summary>
    /// <inheritdoc cref="Days"/>
    public static Window Of(TimeSpan width) => width.Ticks >= TimeSpan.TicksPerMicrosecond
        ? new Window(TimeSpan.FromTicks(width.Ticks - (width.Ticks % TimeSpan.TicksPerMicrosecond)))
        : throw new InvalidDefinitionException($"A window of {width} has no width; give a positive one, for example Window.Days(7).");

    private static Window Of(double number, long unit, string name) => number * unit < TimeSpan.MaxValue.Ticks
        ? Of(TimeSpan.FromTicks((long)Math.Round(number * unit)))
        : throw new InvalidDefinitionException(string.Create(
            CultureInfo.InvariantCulture, $"A window of {number} {name} is out of range; use Window.Lifetime for one without a lower bound."));

    /// <summary><c>lifetime</c> or the width in seconds, the form that enters content hashes.</summary>
    public override string ToString() =>
        Width is { } width ? Seconds(width) : "lifetime";

    /// <summary>A span in the form that enters content hashes.</summary>
    internal static string Seconds(TimeSpan span) =>
        (span.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.######", CultureInfo.InvariantCulture) + "s";
}
