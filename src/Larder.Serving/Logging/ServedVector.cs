using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>The features of one entity as they were served once.</summary>
/// <param name="Plan">What was asked for, and of which definitions.</param>
/// <param name="Keys">The join keys, one per column of the plan.</param>
/// <param name="AsOf">The time asked for.</param>
/// <param name="ServedAt">When it was answered.</param>
/// <param name="Model"><c>name@version</c> of the model it was read for; null for features alone.</param>
/// <param name="Request">The request data, one per column of the plan.</param>
/// <param name="Values">The answer, one per feature of the plan.</param>
public sealed record ServedVector(
    ServedPlan Plan,
    IReadOnlyList<FeatureValue> Keys,
    Instant AsOf,
    Instant ServedAt,
    string? Model,
    IReadOnlyList<FeatureValue> Request,
    IReadOnlyList<ServedValue> Values)
{
    /// <summary>
    /// What the online store was made from, one list per view of the plan: the states seen before and after the read, of which one is right;
    /// empty for on-demand views, and for all before the log has written the vector.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ViewOrigin>> Origins { get; init; } = [];
}

/// <summary>What all vectors of one question have in common.</summary>
/// <param name="Service"><c>name@version</c> of the feature service; null for a list of features.</param>
/// <param name="Keys">The columns of the join keys.</param>
/// <param name="CodeVersion">Version of the code that served.</param>
/// <param name="Views">The views behind the features, inputs of on-demand views included.</param>
/// <param name="Request">The request columns.</param>
/// <param name="Features">The features as <c>view:feature</c>.</param>
public sealed record ServedPlan(
    string? Service,
    IReadOnlyList<string> Keys,
    string CodeVersion,
    IReadOnlyList<ServedView> Views,
    IReadOnlyList<string> Request,
    IReadOnlyList<string> Features);

/// <summary>A view in the version served.</summary>
/// <param name="Name">The view.</param>
/// <param name="Version">Its version in the registry; 0 for one that was not applied, which an on-demand view need not be.</param>
/// <param name="IsStored">Whether it is read from the online store; on-demand views are not.</param>
public readonly record struct ServedView(string Name, int Version, bool IsStored)
{
    /// <summary>The version for people: <c>spend@2</c>.</summary>
    public override string ToString() => $"{Name}@{Version}";
}

/// <summary>One value served.</summary>
/// <param name="Value">The value.</param>
/// <param name="Status">How it came about.</param>
/// <param name="EventTime">The newest event behind it; null for none.</param>
public readonly record struct ServedValue(FeatureValue Value, FeatureStatus Status, Instant? EventTime);

/// <summary>What the online store's rows of a view were made from.</summary>
/// <param name="Table">The version of the offline table.</param>
/// <param name="AsOf">Nothing known later was read.</param>
/// <param name="HorizonStart">Events from here on were complete.</param>
/// <param name="CodeVersion">Version of the code that made them.</param>
public sealed record ViewOrigin(TableVersion Table, Instant AsOf, Instant HorizonStart, string CodeVersion)
{
    /// <summary>The origin that a materialization's state tells.</summary>
    public static ViewOrigin Of(MaterializationState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new ViewOrigin(TableVersion.Parse(state.Source), state.AsOf, state.HorizonStart, state.CodeVersion);
    }
}
