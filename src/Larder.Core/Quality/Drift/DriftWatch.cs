using Larder.Errors;
using Larder.Quality.Anomalies;
using Larder.Types;

namespace Larder.Quality.Drift;

/// <summary>What is watched for drift of a source or a service. It is about monitoring, not about data: no version depends on it.</summary>
public sealed record DriftWatch
{
    /// <summary>Every feature, with the default limits.</summary>
    public static DriftWatch Everything { get; } = new();

    /// <summary>The features named, with their limits.</summary>
    public IReadOnlyDictionary<string, DriftLimits> Features { get; init; } = new Dictionary<string, DriftLimits>(StringComparer.Ordinal);

    /// <summary>The limits of all others; null where those are not watched. Default <see cref="DriftLimits"/>'s own.</summary>
    public DriftLimits? Others { get; init; } = new();

    /// <summary>The column whose values are compared each with themselves, beside the whole; null for none.</summary>
    public string? Segment { get; init; }

    /// <summary>What is expected of row counts, null shares and means over time; null where they are not watched. Of sources only.</summary>
    public AnomalyStrategy? Anomalies { get; init; }

    /// <summary>The limits of a feature; null where it is not watched.</summary>
    public DriftLimits? LimitsOf(string feature) => Features.GetValueOrDefault(feature) ?? Others;

    /// <summary>With one more feature. The first one named leaves out all others, until they are asked for.</summary>
    internal DriftWatch With(string feature, double threshold, double nulls, string where) => this with
    {
        Features = new Dictionary<string, DriftLimits>(Features, StringComparer.Ordinal) { [feature] = Limits(threshold, nulls, where) },
        Others = Features.Count == 0 ? null : Others,
    };

    /// <summary>With all others.</summary>
    internal DriftWatch WithOthers(double threshold, double nulls, string where) => this with { Others = Limits(threshold, nulls, where) };

    private static DriftLimits Limits(double threshold, double nulls, string where) => threshold is >= 0 and < 1 && nulls is >= 0 and < 1
        ? new(threshold, nulls)
        : throw new InvalidDefinitionException($"{where}: limits of {FeatureValue.From(threshold)} and {FeatureValue.From(nulls)} for drift are out of range; give numbers from 0 to below 1, such as 0.1.");
}
