using System.Text;

namespace Larder.Files.Dvc;

/// <summary>A folder tree whose files DVC looks after: the one with <c>.dvc/</c> at its top.</summary>
internal sealed class DvcRepository
{
    private const string DvcFolder = ".dvc";
    private const string GitFolder = ".git";
    private const string Ignored = "/config.local\n/tmp\n/cache\n";
    private const string WithoutGit = "[core]\n    no_scm = True\n";

    private DvcRepository(string root, string workingFolder)
    {
        Root = root;
        WorkingFolder = workingFolder;
        Config = DvcConfig.Read(Path.Join(root, DvcFolder));
        HasGit = Above(root, GitFolder) is not null;
    }

    /// <summary>The folder that holds <c>.dvc/</c>.</summary>
    public string Root { get; }

    /// <summary>The folder that relative paths of a command count from.</summary>
    public string WorkingFolder { get; }

    /// <summary>What the configuration says.</summary>
    public DvcConfig Config { get; }

    /// <summary>Whether git looks after the <c>.dvc</c> files.</summary>
    public bool HasGit { get; }

    /// <summary>The repository around a folder.</summary>
    /// <exception cref="Errors.NotFoundException">There is none.</exception>
    public static DvcRepository Find(string workingFolder) => Above(workingFolder, DvcFolder) is { } root ? new(root, workingFolder) : throw FileErrors.NoRepository(workingFolder);

    /// <summary>The repository around a folder; where there is none, one at the top of the git repository around it, or without git in the folder itself, as <c>dvc init</c> makes it.</summary>
    public static async Task<DvcRepository> FindOrCreateAsync(string workingFolder, AtomicWriter writer, CancellationToken cancellationToken)
    {
        if (Above(workingFolder, DvcFolder) is null)
        {
            var git = Above(workingFolder, GitFolder);
            var folder = Path.Join(git ?? workingFolder, DvcFolder);
            if (git is not null)
            {
                await writer.WriteAsync(Path.Join(folder, GitIgnore.FileName), Encoding.UTF8.GetBytes(Ignored), cancellationToken).ConfigureAwait(false);
            }

            await writer.WriteAsync(Path.Join(folder, "config"), Encoding.UTF8.GetBytes(git is null ? WithoutGit : ""), cancellationToken).ConfigureAwait(false);
        }

        return Find(workingFolder);
    }

    /// <summary>Whether a folder or file of this name belongs to git, Mercurial or DVC; no data is looked for there.</summary>
    public static bool IsInternal(string name) => name is DvcFolder or GitFolder or ".hg";

    /// <summary>The full path of an argument, which has to lie below <see cref="Root"/>.</summary>
    /// <exception cref="Errors.InvalidInputException">It does not.</exception>
    public string Resolve(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(WorkingFolder, path)));
        return IsInside(full) ? full : throw FileErrors.Outside(path, Root);
    }

    /// <summary>Whether a full path lies below <see cref="Root"/>, and not in a folder of git or DVC.</summary>
    public bool IsInside(string full) => Relative(full) is var relative && relative is not "." && !Path.IsPathRooted(relative) && relative.Split('/').All(part => part != ".." && !IsInternal(part));

    /// <summary>The way from <see cref="Root"/>, with forward slashes, for messages and reports.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>All <c>.dvc</c> files of the repository, by path.</summary>
    public IReadOnlyList<string> DvcFiles() => [.. Walk(Root).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var files = Directory.EnumerateFiles(folder, $"*{DvcFile.Extension}", options).Where(DvcFile.Is);
        return files.Concat(Directory.EnumerateDirectories(folder, "*", options).Where(child => !IsInternal(Path.GetFileName(child)) && !File.Exists(DvcFile.PathFor(child))).SelectMany(Walk));
    }

    /// <summary>The nearest folder above, or the folder itself, that has something of this name.</summary>
    private static string? Above(string folder, string name)
    {
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            if (Path.Join(above.FullName, name) is var path && (Directory.Exists(path) || (name == GitFolder && File.Exists(path))))
            {
                return above.FullName;
            }
        }

        return null;
    }
}
