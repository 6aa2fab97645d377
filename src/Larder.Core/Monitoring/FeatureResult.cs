using Larder.Types;

namespace Larder.Monitoring;

/// <summary>How a feature that was asked for came out, as it is counted. The numbers are stored; append only.</summary>
public enum FeatureResult
{
    /// <summary>A value was found. Only this covers a request.</summary>
    Present = 1,

    /// <summary>The entity is known and the value is null.</summary>
    Null = 2,

    /// <summary>Nothing is known of the entity, and the value is null.</summary>
    NotFound = 3,

    /// <summary>The newest row is older than the view's time to live.</summary>
    Stale = 4,

    /// <summary>Nothing is known of the entity, and there is a value all the same: the zero of a count or sum, or what an on-demand function makes of nothing.</summary>
    Default = 5,

    /// <summary>The value cannot be computed.</summary>
    Invalid = 6,
}

/// <summary>What is known of <see cref="FeatureResult"/>.</summary>
public static class FeatureResults
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)FeatureResult.Invalid;

    /// <summary>What a status counts as.</summary>
    /// <param name="status">The status served.</param>
    /// <param name="hasValue">Whether a value was served with it.</param>
    public static FeatureResult Of(FeatureStatus status, bool hasValue) => status switch
    {
        FeatureStatus.Present => FeatureResult.Present,
        FeatureStatus.NullValue => FeatureResult.Null,
        FeatureStatus.NotFound => hasValue ? FeatureResult.Default : FeatureResult.NotFound,
        FeatureStatus.OutsideMaxAge => FeatureResult.Stale,
        _ => FeatureResult.Invalid,
    };

    /// <summary>The name in metrics and answers: <c>not_found</c>.</summary>
    public static string WireName(this FeatureResult result) => Names.ToSnakeCase(result.ToString());
}
