using System.IO.Enumeration;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>A file found for a path.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Constants">What folders named <c>column=value</c> say of it; those between the part of the path that is fixed and the file.</param>
internal sealed record FoundFile(string Path, IReadOnlyList<InputConstant> Constants);

/// <summary>Finds the files that a path stands for: a file, a folder, or a glob whose parts may have <c>*</c> and <c>?</c>, and of which one may be <c>**</c>, any folders.</summary>
internal static class InputPaths
{
    private const string AnyFolders = "**";
    private const string LogFolderName = "_delta_log";
    private const string HiveNull = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The files, ordered by path. Below a folder and behind a glob, names that begin with <c>_</c> or <c>.</c> are left out, unless the glob does too.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">The folder is a Delta table.</exception>
    public static IReadOnlyList<FoundFile> Resolve(string path, FileFormat format)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            return [new(path, [])];
        }

        if (Directory.Exists(path))
        {
            var below = Find(path, [AnyFolders, "*"]).Where(f => HasSuffix(f, format)).ToArray();
            return below.Length > 0
                ? Found(path, below)
                : throw new NotFoundException($"The input folder {path} holds no {format.Name} file: none whose name ends in {string.Join(" or ", format.Suffixes)} and begins with neither _ nor a dot. Give another folder, a file or a glob with --input.");
        }

        var root = path;
        while (!Directory.Exists(root))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
        var found = IsGlob(parts[0]) ? Find(root, parts) : [];
        return found.Count > 0 ? Found(root, found) : throw new NotFoundException($"The input {path} does not exist; give an existing file or glob with --input.");
    }

    /// <summary>Whether the parts of a path fit those of a glob, by the rules of <see cref="Resolve"/>.</summary>
    public static bool IsMatch(ReadOnlySpan<string> path, ReadOnlySpan<string> glob)
    {
        if (glob[0] == AnyFolders)
        {
            return IsMatch(path, glob.Length > 1 ? glob[1..] : ["*"]) || (path.Length > 1 && Matches(path[0], "*") && IsMatch(path[1..], glob));
        }

        return Matches(path[0], glob[0]) && (path.Length == 1 || glob.Length == 1 ? path.Length == glob.Length : IsMatch(path[1..], glob[1..]));
    }

    /// <summary>Whether a file's name ends as those of a format do.</summary>
    public static bool HasSuffix(string path, FileFormat format) => format.Suffixes.Any(s => path.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the folders of a path say.</summary>
    public static IReadOnlyList<InputConstant> ConstantsOf(string[] path) => [.. path[..^1].SelectMany(Constant)];

    private static FoundFile[] Found(string root, IReadOnlyList<string> files) =>
        [.. files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(f => new FoundFile(f, ConstantsOf(Path.GetRelativePath(root, f).Split(Path.DirectorySeparatorChar))))];

    private static IEnumerable<InputConstant> Constant(string folder) => folder.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? [new(Uri.UnescapeDataString(name), value == HiveNull ? null : Uri.UnescapeDataString(value))]
        : [];

    private static List<string> Find(string folder, ReadOnlySpan<string> parts)
    {
        if (parts[0] == AnyFolders)
        {
            RefuseDeltaTable(folder);
            var all = Find(folder, parts.Length > 1 ? parts[1..] : ["*"]);
            foreach (var below in Directory.GetDirectories(folder).Where(d => Matches(d, "*") && new DirectoryInfo(d).LinkTarget is null))
            {
                all.AddRange(Find(below, parts));
            }

            return all;
        }

        var part = parts[0];
        if (parts.Length == 1)
        {
            return [.. Directory.GetFiles(folder).Where(f => Matches(f, part))];
        }

        var found = new List<string>();
        foreach (var below in Directory.GetDirectories(folder).Where(d => Matches(d, part)))
        {
            found.AddRange(Find(below, parts[1..]));
        }

        return found;
    }

    /// <summary>Its folder also has files that were removed from the table.</summary>
    private static void RefuseDeltaTable(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, LogFolderName)))
        {
            throw new InvalidInputException($"The input folder {folder} is a Delta table, whose log says which files count; read it with Source.Delta.");
        }
    }

    /// <summary>Whether a part of a path stands for several names.</summary>
    public static bool IsGlob(string part) => part.AsSpan().ContainsAny('*', '?');

    private static bool Matches(string path, string pattern)
    {
        var name = Path.GetFileName(path);
        return name.Length > 0 && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && (name[0] is not ('_' or '.') || pattern[0] == name[0]);
    }
}
