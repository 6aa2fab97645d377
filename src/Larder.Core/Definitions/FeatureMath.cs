using Larder.Aggregation.Algebra;
using Larder.Errors;
using NodaTime;

namespace Larder;

/// <summary>Functions for use inside feature lambdas; the same in training sets and in serving.</summary>
public static class FeatureMath
{
    /// <summary><paramref name="numerator"/> over <paramref name="denominator"/>; null when either is null or the denominator is zero.</summary>
    public static double? Ratio(double? numerator, double? denominator) => denominator is null or 0 ? null : numerator / denominator;

    /// <summary>
    /// 2 to the power of <paramref name="exponent"/>, within two units in the last place. By additions and multiplications alone, so that it
    /// has the same bits on every machine, unlike <see cref="Math.Pow"/>.
    /// </summary>
    public static double Exp2(double exponent) => PowerOfTwo.Of(exponent);

    /// <summary>
    /// The time that clocks in a zone show at an instant, for the hour of the day or the day of the week. The zone rules are Larder's own,
    /// those that <see cref="EventSource{T}.WithTimeZone"/> uses, so they are the same on every machine.
    /// </summary>
    /// <param name="utc">The instant; times of events and requests are UTC.</param>
    /// <param name="zone">An IANA name, for example <c>America/New_York</c>.</param>
    /// <exception cref="InvalidDefinitionException">There is no such zone.</exception>
    public static DateTime LocalTime(DateTime utc, string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } rules
        ? NodaTime.Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(rules).ToDateTimeUnspecified()
        : throw new InvalidDefinitionException($"There is no time zone '{zone}'; give an IANA name such as America/New_York.");
}
