namespace Larder.Offline.Delta;

/// <summary>Data files to add to a table in one commit. The transaction (application and version) makes the commit idempotent.</summary>
/// <param name="AppId">The application: one stream of commits.</param>
/// <param name="TransactionVersion">The application's version of this commit; must grow from commit to commit, gaps are allowed.</param>
/// <param name="Files">The files, already written under the table's folder; may be empty, then only the transaction is recorded.</param>
internal sealed record DeltaAppend(string AppId, long TransactionVersion, IReadOnlyList<DeltaNewFile> Files)
{
    /// <summary>Text stored with the commit and given back by <see cref="DeltaTransaction.UserMetadata"/>; default none.</summary>
    public string? UserMetadata { get; init; }
}
