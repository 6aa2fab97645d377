namespace Larder.Offline.Delta;

/// <summary>
/// Every path that the log still names, of files removed long ago too: versions that can be read may need them. Checkpoints forget such files, so the commits are
/// read one by one; that is slow, and done only where a file is found that the newest version does not know.
/// </summary>
internal static class LogPaths
{
    public static HashSet<string> All(string table, CancellationToken ct)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var listing = LogListing.Read(table);
        foreach (var version in listing.Commits)
        {
            if (LogReader.TryRead(table, version, ct) is { } commit)
            {
                paths.UnionWith(commit.Files.Select(file => file.Key.Path));
            }
        }

        // What came before the first commit left is in the first checkpoint.
        if (listing.Commits is not [0, ..] && listing.Checkpoints is [var first, ..])
        {
            var checkpoint = CheckpointReader.Read(table, first, out var problem, ct)
                ?? throw DeltaErrors.BrokenCheckpoint(table, first.Name, problem!, 0);
            paths.UnionWith(checkpoint.Files.Select(file => file.Key.Path));
        }

        return paths;
    }
}
