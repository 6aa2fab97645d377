namespace Larder.Offline.Delta;

/// <summary>The outcome of a compaction.</summary>
/// <param name="Version">The version it made, or the newest where there was nothing to do.</param>
/// <param name="IsCommitted">Whether it made a version.</param>
/// <param name="From">The files written anew.</param>
/// <param name="To">The files they became.</param>
internal sealed record DeltaCompaction(long Version, bool IsCommitted, IReadOnlyList<DeltaFile> From, IReadOnlyList<DeltaNewFile> To);
