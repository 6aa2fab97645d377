namespace Larder.Types;

/// <summary>How a value came about. The numbers are Feast's wire numbers; append only.</summary>
public enum FeatureStatus
{
    /// <summary>The value cannot be computed, such as an integer sum beyond 64 bits; it is null.</summary>
    Invalid = 0,

    /// <summary>A value was found.</summary>
    Present = 1,

    /// <summary>The entity is known and the value is null.</summary>
    NullValue = 2,

    /// <summary>Nothing is known of the entity at that time. For an on-demand feature: by any of the source views it is computed from.</summary>
    NotFound = 3,

    /// <summary>The newest row is older than the view's time to live; the value is null.</summary>
    OutsideMaxAge = 4,
}

/// <summary>The names of <see cref="FeatureStatus"/> on the wire.</summary>
public static class FeatureStatuses
{
    /// <summary><c>INVALID</c>, <c>PRESENT</c>, <c>NULL_VALUE</c>, <c>NOT_FOUND</c> or <c>OUTSIDE_MAX_AGE</c>.</summary>
    public static string WireName(this FeatureStatus status) => status switch
    {
        FeatureStatus.Invalid => "INVALID",
        FeatureStatus.Present => "PRESENT",
        FeatureStatus.NullValue => "NULL_VALUE",
        FeatureStatus.NotFound => "NOT_FOUND",
        FeatureStatus.OutsideMaxAge => "OUTSIDE_MAX_AGE",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a feature status"),
    };

    /// <summary>The status of a value of a known entity: present, null or invalid.</summary>
    public static FeatureStatus Of(FeatureValue value) =>
        !value.IsNull ? FeatureStatus.Present : value.IsInvalid ? FeatureStatus.Invalid : FeatureStatus.NullValue;

    /// <summary>
    /// The status of an on-demand feature's value: not found where no source view it is computed from knows the entity, else that of
    /// <see cref="Of"/>. Invalid goes before not found.
    /// </summary>
    /// <param name="value">The value, which stays what the function computed.</param>
    /// <param name="isUnknown">Whether the feature has source views behind it and all of them say <see cref="FeatureStatus.NotFound"/>.</param>
    public static FeatureStatus OfOnDemand(FeatureValue value, bool isUnknown)
    {
        var status = Of(value);
        return isUnknown && status != FeatureStatus.Invalid ? FeatureStatus.NotFound : status;
    }
}
