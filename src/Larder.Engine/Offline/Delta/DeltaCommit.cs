namespace Larder.Offline.Delta;

/// <summary>The outcome of an append.</summary>
/// <param name="Version">The version that carries the transaction.</param>
/// <param name="AlreadyCommitted">Whether an earlier call had committed it; then this one committed nothing.</param>
/// <param name="UserMetadata">The text stored with that version, which is the earlier call's when it came first.</param>
internal sealed record DeltaCommit(long Version, bool AlreadyCommitted, string? UserMetadata);
