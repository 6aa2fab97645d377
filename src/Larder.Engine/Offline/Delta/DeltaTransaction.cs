using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>An application's transaction that a table has committed.</summary>
/// <param name="AppId">The application: one stream of appends whose versions only grow.</param>
/// <param name="Version">The application's own version, for example a run or batch number.</param>
/// <param name="CommittedIn">The table version that carries it.</param>
/// <param name="UserMetadata">What the application stored with that commit; null when nothing.</param>
/// <param name="LastUpdated">When it was committed; null when its writer did not say.</param>
internal sealed record DeltaTransaction(string AppId, long Version, long CommittedIn, string? UserMetadata, Instant? LastUpdated);
