namespace Larder.Offline.Delta;

/// <summary>Data files that take the place of all those of a version in one commit. Earlier versions keep theirs, which stay on disk.</summary>
/// <param name="Append">The new files and the transaction.</param>
/// <param name="Schema">The columns from this commit on.</param>
/// <param name="Of">The version replaced: where another has been committed since, nothing is.</param>
internal sealed record DeltaReplacement(DeltaAppend Append, DeltaSchema Schema, long Of);
