using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>
/// Lists Larder's temporary files and the Parquet files under a table that no commit has ever named. Files of removed rows are not orphans: time
/// travel needs them. Names that begin with <c>_</c> or a dot, links and other tables in subfolders are left alone.
/// </summary>
internal static class OrphanFinder
{
    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Every candidate; taken before the log is read, so that a file committed meanwhile is seen to be.</summary>
    public static IReadOnlyList<DeltaOrphan> Candidates(string table)
    {
        var found = new List<DeltaOrphan>();
        var log = new DirectoryInfo(LogFolder.Of(table));
        found.AddRange(log.EnumerateFiles("*", Plain).Where(file => LogFolder.IsTemp(file.Name)).Select(file => Describe(table, file)));
        Collect(table, new(table), found);
        found.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return found;
    }

    /// <summary>Whether a path is that of a file under a temporary name of Larder's, which no commit ever names.</summary>
    public static bool IsTemp(string path) => LogFolder.IsTemp(Path.GetFileName(path));

    private static void Collect(string table, DirectoryInfo folder, List<DeltaOrphan> found)
    {
        found.AddRange(folder.EnumerateFiles("*", Plain)
            .Where(file => LogFolder.IsTemp(file.Name) || (!IsHidden(file.Name) && file.Name.EndsWith(".parquet", StringComparison.Ordinal)))
            .Select(file => Describe(table, file)));
        foreach (var child in folder.EnumerateDirectories("*", Plain))
        {
            var isTable = Directory.Exists(LogFolder.Of(child.FullName));
            if (!isTable && (!IsHidden(child.Name) || child.Name.Contains('=', StringComparison.Ordinal)))
            {
                Collect(table, child, found);
            }
        }
    }

    private static bool IsHidden(string name) => name[0] is '_' or '.';

    private static DeltaOrphan Describe(string table, FileInfo file) =>
        new(Path.GetRelativePath(table, file.FullName).Replace('\\', '/'), file.Length, Instant.From(file.LastWriteTimeUtc));
}
