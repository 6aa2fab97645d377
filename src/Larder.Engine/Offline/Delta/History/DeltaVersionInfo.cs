using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>What the log tells of one version.</summary>
/// <param name="Version">The version, from 0.</param>
/// <param name="Time">When it was committed, in milliseconds; later versions are later.</param>
/// <param name="Operation">What was done, for example <c>WRITE</c>; null when its writer did not say.</param>
/// <param name="Parameters">How.</param>
/// <param name="Metrics">How much.</param>
/// <param name="Engine">Who wrote it; null when its writer did not say.</param>
/// <param name="UserMetadata">The text an application stored with it; null for none.</param>
internal sealed record DeltaVersionInfo(
    long Version,
    Instant Time,
    string? Operation,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Metrics,
    string? Engine,
    string? UserMetadata);
