using Larder.Aggregation.Explaining;
using Larder.Offline;
using Larder.Types;

namespace Larder.Cli.Explaining;

/// <summary>How a feature of one entity got its value at one time.</summary>
/// <param name="View">The view.</param>
/// <param name="Version">Its version in the registry; null where it is not applied as it is.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Expression">Its lambda in C#.</param>
/// <param name="Result">The value made of the parts told.</param>
/// <param name="Parts">What it is made of.</param>
public sealed record FeatureExplanation(string View, int? Version, string Feature, string Expression, OfflineEntry Result, ExplainedParts Parts)
{
    /// <summary><c>view:feature</c>.</summary>
    public string Reference => $"{View}:{Feature}";
}

/// <summary>What a feature is made of.</summary>
public abstract record ExplainedParts;

/// <summary>A feature of an aggregate view.</summary>
/// <param name="Source">Where the events come from.</param>
/// <param name="Grid">The tile grid: <c>3600s/86400s</c>.</param>
/// <param name="Aggregations">The aggregations its lambda calls.</param>
public sealed record ExplainedWindows(string Source, string Grid, IReadOnlyList<ExplainedAggregation> Aggregations) : ExplainedParts;

/// <summary>A feature of a row view.</summary>
/// <param name="Source">Where the rows come from.</param>
/// <param name="Ttl">Greatest age of a row that counts; null for none.</param>
/// <param name="Rows">The rows, the latest first.</param>
/// <param name="More">Older ones that are not told.</param>
public sealed record ExplainedRows(string Source, TimeSpan? Ttl, IReadOnlyList<ExplainedRow> Rows, int More) : ExplainedParts;

/// <summary>A feature of an on-demand view.</summary>
/// <param name="Request">The request columns its function reads, with their values.</param>
/// <param name="Inputs">The features it reads, explained in turn.</param>
public sealed record ExplainedFunction(IReadOnlyList<KeyValuePair<string, FeatureValue>> Request, IReadOnlyList<FeatureExplanation> Inputs) : ExplainedParts;

/// <summary>One row of a row view.</summary>
/// <param name="Order">Its event time, known time and sequence.</param>
/// <param name="RetractedAt">From when on it counts no more; null for never.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Value">The feature in it.</param>
public sealed record ExplainedRow(EventOrder Order, Instant? RetractedAt, RowFate Fate, FeatureValue Value);

/// <summary>What became of a row.</summary>
public enum RowFate
{
    /// <summary>It is the greatest that counts.</summary>
    Chosen = 1,

    /// <summary>It is the greatest, and older than the ttl; then every other is too.</summary>
    TooOld = 2,

    /// <summary>It comes before the greatest in the total order.</summary>
    Older = 3,

    /// <summary>It happens after the time asked for.</summary>
    NotHappenedYet = 4,

    /// <summary>It is known only after the time asked for.</summary>
    NotKnownYet = 5,

    /// <summary>It was withdrawn or corrected by the time asked for.</summary>
    Retracted = 6,
}
