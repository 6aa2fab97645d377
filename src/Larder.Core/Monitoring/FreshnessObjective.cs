using System.Globalization;
using Larder.Errors;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>What is asked of the age of a view's values: 99 of 100 served are no older than <paramref name="P99"/> when they are served.</summary>
/// <param name="P99">The greatest age by event time.</param>
/// <param name="Over">The stretch of time, up to now, that the objective is about.</param>
public sealed record FreshnessObjective(TimeSpan P99, TimeSpan Over)
{
    internal static FreshnessObjective Of(string view, TimeSpan p99, TimeSpan? over) => p99 > TimeSpan.Zero
        ? new(p99, ObjectivePeriod.Of($"View {view}", over))
        : throw new InvalidDefinitionException($"View {view}: a freshness of {p99} can never be met; give a positive age.");
}

/// <summary>What is asked of a service's coverage.</summary>
/// <param name="AtLeast">The least share of requests whose every required feature is present.</param>
/// <param name="Over">The stretch of time, up to now, that the objective is about.</param>
public sealed record CoverageObjective(double AtLeast, TimeSpan Over)
{
    /// <summary>What is asked of a service that declares nothing: 95 of 100 requests, over 28 days.</summary>
    public static CoverageObjective Default { get; } = new(0.95, ObjectivePeriod.Default);

    internal static CoverageObjective Of(string service, double atLeast, TimeSpan? over) => atLeast is > 0 and < 1
        ? new(atLeast, ObjectivePeriod.Of($"Service {service}", over))
        : throw new InvalidDefinitionException(
            $"Service {service}: a coverage of {FeatureValue.From(atLeast)} cannot be an objective; give a share above 0 and below 1, for example 0.95, so that some requests may fail.");
}

/// <summary>The stretch of time of an objective.</summary>
internal static class ObjectivePeriod
{
    public static readonly TimeSpan Default = TimeSpan.FromDays(28);

    private static readonly TimeSpan Least = TimeSpan.FromDays(7);
    private static readonly TimeSpan Most = TimeSpan.FromDays(31);

    public static TimeSpan Of(string where, TimeSpan? over) => (over ?? Default) is var span && span >= Least && span <= Most
        ? span
        : throw new InvalidDefinitionException(string.Create(
            CultureInfo.InvariantCulture, $"{where}: an objective over {span} is out of range; give from {Least.TotalDays} to {Most.TotalDays} days, for as long as tallies are kept."));
}
