using Larder.Storage;

namespace Larder.Files.Dvc;

/// <summary>A <c>.dvc</c> file: which bytes a file or folder beside it has.</summary>
/// <param name="Path">The full path of the <c>.dvc</c> file.</param>
/// <param name="Outputs">What it tracks; usually one.</param>
/// <param name="Form">What else is in it.</param>
internal sealed record DvcFile(string Path, IReadOnlyList<DvcOutput> Outputs, DvcFileForm Form)
{
    /// <summary>The end of every such file's name.</summary>
    public const string Extension = ".dvc";

    /// <summary>The <c>.dvc</c> file of a path.</summary>
    public static string PathFor(string path) => path + Extension;

    /// <summary>Whether a path is one of a <c>.dvc</c> file.</summary>
    public static bool Is(string path) => System.IO.Path.GetFileName(path) is var name && name.Length > Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal);
}

/// <summary>What a <c>.dvc</c> file has beside the facts that <c>larder data add</c> writes.</summary>
internal enum DvcFileForm
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>Descriptions and choices of the user, which stay when the data changes.</summary>
    Annotated,

    /// <summary>More outputs, or where the data was imported from.</summary>
    Other,
}

/// <summary>A file or folder that is tracked.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Remote">The remote it belongs to; null for the default one.</param>
/// <param name="IsPushed">Whether it is sent to remotes.</param>
internal sealed record DvcOutput(string Path, DvcContent Content, string? Remote = null, bool IsPushed = true);

/// <summary>What a <c>.dvc</c> file says about bytes.</summary>
/// <param name="Id">Their name.</param>
/// <param name="Size">How many, of all files of a folder together; null where it was not written down.</param>
/// <param name="Files">How many files a folder has; null for a file, or where it was not written down.</param>
/// <param name="IsExecutable">Whether the file is a program.</param>
internal sealed record DvcContent(BlobId Id, long? Size, int? Files = null, bool IsExecutable = false)
{
    /// <summary>Whether both say the same; sizes that were not written down say nothing.</summary>
    public bool IsSame(DvcContent other) => Id == other.Id && IsExecutable == other.IsExecutable && (Size ?? other.Size) == other.Size && (Files ?? other.Files) == other.Files;
}
