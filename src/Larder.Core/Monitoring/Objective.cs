using System.Globalization;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>What an objective is about. The numbers are stored; append only.</summary>
public enum ObjectiveKind
{
    /// <summary>The age of a view's values.</summary>
    Freshness = 1,

    /// <summary>The share of a service's requests that are covered.</summary>
    Coverage = 2,
}

/// <summary>An objective as it is judged: the least share of good ones among what was counted, over a stretch of time up to now.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The view or service.</param>
/// <param name="Target">The least share of good ones.</param>
/// <param name="Over">The stretch of time.</param>
/// <param name="MaxAge">The greatest age that is good; null for coverage.</param>
public sealed record Objective(ObjectiveKind Kind, string Subject, decimal Target, TimeSpan Over, TimeSpan? MaxAge)
{
    private const decimal FreshTarget = 0.99m;

    /// <summary>The share that may be bad.</summary>
    public decimal Budget => 1 - Target;

    /// <summary>By what its counts are tallied: an objective with another age counts anew.</summary>
    public string TallySubject => MaxAge is { } age ? LateSubject(Subject, age) : Subject;

    /// <summary>The objective for people.</summary>
    public string Text => MaxAge is { } age
        ? string.Create(CultureInfo.InvariantCulture, $"p99 {age:c} over {Over.TotalDays:0.##} days")
        : string.Create(CultureInfo.InvariantCulture, $"coverage {Target:0.####%} over {Over.TotalDays:0.##} days");

    /// <summary>The objectives of a repository: those declared, and the default coverage of every other service.</summary>
    public static IReadOnlyList<Objective> Of(Catalog.FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return
        [
            .. catalog.Views.Where(v => v.Freshness is not null).OrderBy(v => v.Name, StringComparer.Ordinal)
                .Select(v => new Objective(ObjectiveKind.Freshness, v.Name, FreshTarget, v.Freshness!.Over, v.Freshness.P99)),
            .. catalog.Services.Select(s => new Objective(ObjectiveKind.Coverage, s.Name, (decimal)s.Coverage.AtLeast, s.Coverage.Over, null)),
        ];
    }

    /// <summary>The tally that counts a view's values older than an age.</summary>
    public static string LateSubject(string view, TimeSpan age) => string.Create(CultureInfo.InvariantCulture, $"{view} {age.Ticks / TimeSpan.TicksPerMicrosecond}us");

    /// <summary>All and bad ones.</summary>
    internal (long Total, long Bad) Count(TallyBook tallies, Instant from)
    {
        var kind = Kind == ObjectiveKind.Freshness ? TallyKind.Late : TallyKind.Coverage;
        var counts = tallies.Sum(kind, TallySubject, from);
        var (total, second) = (counts.ElementAtOrDefault(0), counts.ElementAtOrDefault(1));
        return (total, Kind == ObjectiveKind.Freshness ? second : total - second);
    }
}
