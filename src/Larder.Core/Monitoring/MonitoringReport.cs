using Larder.Catalog;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>How old a view's values were when they were served.</summary>
/// <param name="View">The view.</param>
/// <param name="Values">Values served that have an event time.</param>
/// <param name="P50">The median age, by <see cref="AgeBuckets"/>; null where no value was served.</param>
/// <param name="P95">The age that 95 of 100 do not exceed.</param>
/// <param name="P99">The age that 99 of 100 do not exceed.</param>
/// <param name="Negative">How many had an event time after the time asked for, and counted as 0.</param>
/// <param name="LagP99">The time from event to online row that 99 of 100 streamed events do not exceed; null where none was streamed.</param>
/// <param name="NewestEvent">The newest event seen, in values served and in streams; null for none.</param>
/// <param name="Staleness">How long ago that was; null for none.</param>
public sealed record ViewFreshness(
    string View, long Values, TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, long Negative, TimeSpan? LagP99, Instant? NewestEvent, TimeSpan? Staleness);

/// <summary>How a feature came out in all reads.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Counts">One per <see cref="FeatureResult"/>, by number from 1.</param>
public sealed record FeatureCoverage(string Feature, IReadOnlyList<long> Counts)
{
    /// <summary>All reads.</summary>
    public long Total => Counts.Sum();

    /// <summary>Reads of a result.</summary>
    public long Of(FeatureResult result) => Counts.ElementAtOrDefault((int)result - 1);
}

/// <summary>How many requests of a service had every required feature.</summary>
/// <param name="Service">The service.</param>
/// <param name="Requests">Entities asked for; a request for ten counts ten times.</param>
/// <param name="Covered">Those whose every required feature was present.</param>
/// <param name="Required">The required features as <c>view:feature</c>.</param>
/// <param name="CanaryReads">Reads of its canaries.</param>
/// <param name="CanaryFailures">Those that found something wrong.</param>
public sealed record ServiceCoverage(string Service, long Requests, long Covered, IReadOnlyList<string> Required, long CanaryReads, long CanaryFailures)
{
    /// <summary>The coverage; null without requests.</summary>
    public double? Share => Requests == 0 ? null : (double)Covered / Requests;
}

/// <summary>How a check on served requests came out.</summary>
/// <param name="Check">The check.</param>
/// <param name="Counts">One per <see cref="ServedOutcome"/>, by number from 1.</param>
public sealed record ServedCheckCounts(ServedCheck Check, IReadOnlyList<long> Counts)
{
    /// <summary>Entities with an outcome.</summary>
    public long Of(ServedOutcome outcome) => Counts.ElementAtOrDefault((int)outcome - 1);
}

/// <summary>What serving counted from an instant on, and how the objectives stand.</summary>
/// <param name="From">The first instant counted; objectives look back over their own period.</param>
/// <param name="Now">Now.</param>
/// <param name="Freshness">One per view.</param>
/// <param name="Coverage">One per service.</param>
/// <param name="Features">One per feature that was asked for.</param>
/// <param name="Checks">One per check.</param>
/// <param name="Objectives">One per objective.</param>
public sealed record MonitoringReport(
    Instant From,
    Instant Now,
    IReadOnlyList<ViewFreshness> Freshness,
    IReadOnlyList<ServiceCoverage> Coverage,
    IReadOnlyList<FeatureCoverage> Features,
    IReadOnlyList<ServedCheckCounts> Checks,
    IReadOnlyList<ObjectiveStatus> Objectives)
{
    /// <summary>The incidents that stand by it.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Makes the report of a repository from tallies that reach back as far as the objectives do.</summary>
    public static MonitoringReport Of(FeatureCatalog catalog, TallyBook tallies, Instant from, Instant now)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tallies);
        ObjectiveStatus[] objectives = [.. Objective.Of(catalog).Select(o => ObjectiveStatus.Of(o, tallies, now))];
        return new(
            from,
            now,
            [.. catalog.Views.Select(v => v.Name).Order(StringComparer.Ordinal).Select(v => FreshnessOf(v, tallies, from, now))],
            [.. catalog.Services.Select(s => CoverageOf(s, tallies, from))],
            [.. catalog.Views.OrderBy(v => v.Name, StringComparer.Ordinal).SelectMany(v => v.Features.Select(f => $"{v.Name}:{f.Name}"))
                .Select(f => new FeatureCoverage(f, tallies.Sum(TallyKind.Result, f, from))).Where(f => f.Total > 0)],
            [.. ServedChecks(catalog).Select(c => new ServedCheckCounts(c, tallies.Sum(TallyKind.Check, c.TallySubject, from)))],
            objectives)
        {
            Incidents =
            [
                .. objectives.SelectMany(o => o.Incidents(now)),
                .. catalog.Services.Select(s => Canaries.Judge(s.Name, tallies, now)).OfType<Incident>(),
            ],
        };
    }

    /// <summary>The checks on served requests that a repository declares.</summary>
    public static IEnumerable<ServedCheck> ServedChecks(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return [.. catalog.Views.OfType<CompiledOnDemandView>().SelectMany(v => v.Checks), .. catalog.Services.SelectMany(s => s.Checks)];
    }

    private static ViewFreshness FreshnessOf(string view, TallyBook tallies, Instant from, Instant now)
    {
        long[] ages = [.. tallies.Sum(TallyKind.Age, view, from)];
        long[] lags = [.. tallies.Sum(TallyKind.Lag, view, from)];
        Array.Resize(ref ages, AgeTally.Count);
        Array.Resize(ref lags, AgeTally.Count);
        Instant? newest = tallies.Sum(TallyKind.Newest, view, new Instant(long.MinValue)) is [var at, ..] ? new Instant(at) : null;
        return new(
            view,
            ages.Take(AgeBuckets.Count).Sum(),
            AgeBuckets.Percentile(ages, 0.5),
            AgeBuckets.Percentile(ages, 0.95),
            AgeBuckets.Percentile(ages, 0.99),
            ages[AgeTally.Negative],
            AgeBuckets.Percentile(lags, 0.99),
            newest,
            newest is { } time ? TimeSpan.FromMicroseconds(Math.Max(0, now.Microseconds - time.Microseconds)) : null);
    }

    private static ServiceCoverage CoverageOf(CompiledService service, TallyBook tallies, Instant from)
    {
        var (counts, canary) = (tallies.Sum(TallyKind.Coverage, service.Name, from), tallies.Sum(TallyKind.Canary, service.Name, from));
        return new(
            service.Name, counts.ElementAtOrDefault(0), counts.ElementAtOrDefault(1), [.. service.RequiredFeatures.Select(f => $"{f.View.Name}:{f.Feature.Name}")],
            canary.ElementAtOrDefault(0), canary.ElementAtOrDefault(1));
    }
}
