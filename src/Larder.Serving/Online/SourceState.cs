using Larder.Types;

namespace Larder.Serving.Online;

/// <summary>What a source view knows of an entity at the time asked for.</summary>
/// <param name="Status">The status of all its features but those that are null.</param>
/// <param name="EventTime">The event its features rest on; null when there is none.</param>
internal readonly record struct SourceState(FeatureStatus Status, Instant? EventTime)
{
    public static readonly SourceState NotFound = new(FeatureStatus.NotFound, null);
}
