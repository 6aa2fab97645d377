using Larder.Files.Dvc;

namespace Larder.Files;

/// <summary>Lists the files of a folder that is to be added or compared, as DVC would.</summary>
internal static class FolderWalk
{
    /// <summary>Tells DVC which files to leave out.</summary>
    public const string IgnoreFile = ".dvcignore";

    /// <summary>The files, from the folder and with forward slashes, by name. What belongs to git or DVC is left out, and what this program is writing.</summary>
    /// <exception cref="Errors.InvalidInputException">The folder holds what a list of files cannot say.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var files = new List<string>();
        Add(folder, "", files);
        return files;
    }

    /// <summary>Refuses a repository in which files are told to DVC to leave out: the lists of the two programs would differ.</summary>
    public static void RequireNoIgnoreFile(string folder, string root)
    {
        for (var above = folder; above.Length >= root.Length; above = Path.GetDirectoryName(above)!)
        {
            var file = Path.Join(above, IgnoreFile);
            if (File.Exists(file) && File.ReadLines(file).Any(line => line.Trim() is { Length: > 0 } text && text[0] != '#'))
            {
                throw FileErrors.IgnoreFile(file, folder);
            }
        }
    }

    private static void Add(string folder, string prefix, List<string> files)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (DvcRepository.IsInternal(entry.Name) || AtomicWriter.IsTemporary(entry.Name))
            {
                continue;
            }

            var target = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
            switch (target)
            {
                case DirectoryInfo when entry.LinkTarget is not null:
                    throw FileErrors.FolderLink(entry.FullName);
                case DirectoryInfo:
                    Add(entry.FullName, $"{prefix}{entry.Name}/", files);
                    break;
                case { Exists: false } or null:
                    throw FileErrors.BrokenLink(entry.FullName);
                default:
                    files.Add(prefix + entry.Name);
                    break;
            }
        }
    }
}
