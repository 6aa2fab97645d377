namespace Larder.Files;

/// <summary>What became of a path that was added.</summary>
public enum AddedState
{
    /// <summary>It was not tracked before.</summary>
    Added,

    /// <summary>It was tracked with other bytes.</summary>
    Updated,

    /// <summary>Its <c>.dvc</c> file said the same already, and stays as it is.</summary>
    Unchanged,
}

/// <summary>A file or folder that was added.</summary>
/// <param name="Path">From the top of the repository, with forward slashes.</param>
/// <param name="DvcFile">Its <c>.dvc</c> file, likewise.</param>
/// <param name="Md5">The name of its bytes, with <c>.dir</c> for a folder.</param>
/// <param name="Size">Bytes, of all files together.</param>
/// <param name="Files">Files; 1 for a file.</param>
/// <param name="Stored">Blobs that the cache did not have.</param>
/// <param name="State">What became of it.</param>
public sealed record AddedPath(string Path, string DvcFile, string Md5, long Size, int Files, int Stored, AddedState State);

/// <summary>What was added.</summary>
/// <param name="Paths">In the order given.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record AddReport(IReadOnlyList<AddedPath> Paths, IReadOnlyList<string> Warnings);

/// <summary>What was sent to a remote.</summary>
/// <param name="Remote">Its name.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Needed">Blobs of the paths.</param>
/// <param name="Sent">Those that the remote did not have.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record PushReport(string Remote, string Url, int Needed, int Sent, long Bytes);

/// <summary>What was fetched and written.</summary>
/// <param name="Needed">Blobs of the paths.</param>
/// <param name="Fetched">Those that the cache did not have, or had damaged.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Written">Files of the workspace that were written.</param>
/// <param name="Removed">Files of the workspace that were removed, because their folder has them no more.</param>
/// <param name="Unchanged">Files of the workspace that were right already.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record PullReport(int Needed, int Fetched, long Bytes, int Written, int Removed, int Unchanged, IReadOnlyList<string> Warnings);
