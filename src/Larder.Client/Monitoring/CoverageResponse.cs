using System.Text.Json.Serialization;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Client.Monitoring;

/// <summary>Body of the answer to <c>GET /monitoring/coverage</c>.</summary>
/// <param name="From">The first instant counted.</param>
/// <param name="To">Now.</param>
/// <param name="Services">One per service.</param>
/// <param name="Features">One per feature that was asked for, by services and by name.</param>
/// <param name="Checks">One per check on served requests.</param>
public sealed record CoverageResponse(
    [property: JsonPropertyName("from")] Instant From,
    [property: JsonPropertyName("to")] Instant To,
    [property: JsonPropertyName("services")] IReadOnlyList<CoveredService> Services,
    [property: JsonPropertyName("features")] IReadOnlyList<CoveredFeature> Features,
    [property: JsonPropertyName("checks")] IReadOnlyList<CheckedRequests> Checks)
{
    /// <summary>The answer that a report gives.</summary>
    public static CoverageResponse Of(MonitoringReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(report.From, report.Now, [.. report.Coverage.Select(CoveredService.Of)], [.. report.Features.Select(CoveredFeature.Of)], [.. report.Checks.Select(CheckedRequests.Of)]);
    }
}

/// <summary>How many requests of a service had every required feature.</summary>
/// <param name="Service">The service.</param>
/// <param name="Requests">Entities asked for.</param>
/// <param name="Covered">Those whose every required feature was present.</param>
/// <param name="Coverage">Their share; left out without requests.</param>
/// <param name="Required">The required features, <c>view:feature</c>.</param>
/// <param name="CanaryReads">Reads of its canaries.</param>
/// <param name="CanaryFailures">Those that found something wrong.</param>
public sealed record CoveredService(
    [property: JsonPropertyName("service")] string Service,
    [property: JsonPropertyName("requests")] long Requests,
    [property: JsonPropertyName("covered")] long Covered,
    [property: JsonPropertyName("coverage")] double? Coverage,
    [property: JsonPropertyName("required")] IReadOnlyList<string> Required,
    [property: JsonPropertyName("canary_reads")] long CanaryReads,
    [property: JsonPropertyName("canary_failures")] long CanaryFailures)
{
    internal static CoveredService Of(ServiceCoverage service) =>
        new(service.Service, service.Requests, service.Covered, service.Share, service.Required, service.CanaryReads, service.CanaryFailures);
}

/// <summary>How a feature came out, in numbers of reads.</summary>
/// <param name="Feature"><c>view:feature</c>.</param>
/// <param name="Total">All.</param>
/// <param name="Present">A value was found.</param>
/// <param name="Null">The entity is known and the value null.</param>
/// <param name="NotFound">Nothing is known of the entity, and there is no value.</param>
/// <param name="Stale">The row is older than the view's time to live.</param>
/// <param name="Default">Nothing is known of the entity, and there is a value all the same, such as the zero of a count.</param>
/// <param name="Invalid">The value cannot be computed.</param>
public sealed record CoveredFeature(
    [property: JsonPropertyName("feature")] string Feature,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("present")] long Present,
    [property: JsonPropertyName("null")] long Null,
    [property: JsonPropertyName("not_found")] long NotFound,
    [property: JsonPropertyName("stale")] long Stale,
    [property: JsonPropertyName("default")] long Default,
    [property: JsonPropertyName("invalid")] long Invalid)
{
    internal static CoveredFeature Of(FeatureCoverage feature) => new(
        feature.Feature, feature.Total, feature.Of(FeatureResult.Present), feature.Of(FeatureResult.Null), feature.Of(FeatureResult.NotFound),
        feature.Of(FeatureResult.Stale), feature.Of(FeatureResult.Default), feature.Of(FeatureResult.Invalid));
}

/// <summary>How a check on served requests came out, in numbers of entities.</summary>
/// <param name="Owner">Who declares it: <c>view basket</c>, <c>service repurchase</c>.</param>
/// <param name="Check">Its name.</param>
/// <param name="Refuses">Whether requests that break it are refused.</param>
/// <param name="Pass">It holds.</param>
/// <param name="Bad">It is broken and was counted.</param>
/// <param name="Error">Its condition threw.</param>
/// <param name="Refused">It is broken and the request was refused.</param>
public sealed record CheckedRequests(
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("check")] string Check,
    [property: JsonPropertyName("refuses")] bool Refuses,
    [property: JsonPropertyName("pass")] long Pass,
    [property: JsonPropertyName("bad")] long Bad,
    [property: JsonPropertyName("error")] long Error,
    [property: JsonPropertyName("refused")] long Refused)
{
    internal static CheckedRequests Of(ServedCheckCounts counts) => new(
        counts.Check.Owner, counts.Check.Check.Name, counts.Check.Refuses, counts.Of(ServedOutcome.Pass), counts.Of(ServedOutcome.Bad), counts.Of(ServedOutcome.Error), counts.Of(ServedOutcome.Refused));
}
